// What the steps after a script gave, and what state keeps of them. A further step adds its result, its outputs and its keys here.
import { createHash } from "node:crypto";
import type { ProviderError } from "../base/error";
import type { CapturedOutput } from "../command/command-result";
import type { FetchedFiles } from "./fetched";
import { trimOneNewline } from "./trim-newline";

type Properties = Readonly<Record<string, unknown>>;

/** What `read` printed. */
export interface ReadValue {
    readonly stdout: string;
    /** Of all of it: what `maxOutput` leaves out counts, too. */
    readonly digest: string;
}

/** What each step gave that was done; absent: it was not. */
export interface StepResults {
    readonly fetched?: FetchedFiles;
    readonly read?: ReadValue;
}

/** How far the steps after a script came. */
export interface AfterScript {
    readonly results: StepResults;
    /** Set if `read` was not to be run: its last value holds. */
    readonly isReadNotDue?: boolean;
    /** The step that failed: the next operation goes on from there. Undefined: none did. */
    readonly failed?: { readonly step: string; readonly error: ProviderError } | undefined;
}

/** The step that reads files, the first of all. */
export const FETCH_STEP = "fetch";

/** The hidden outputs of the steps. */
export const STEP_KEYS = ["__unfinishedStep", "__readBaseline", "__drifted"] as const;

/** The outputs of the steps after a script: of those that were not done, what state held before. */
export function stepProperties(
    raw: Properties,
    olds: Properties | undefined,
    after: AfterScript | undefined,
): Record<string, unknown> {
    return { __unfinishedStep: after?.failed?.step, ...readProperties(raw, olds, after) };
}

function readProperties(raw: Properties, olds: Properties | undefined, after: AfterScript | undefined) {
    if (raw.read === undefined || raw.read === null) {
        return {};
    }
    const read = after?.results.read;
    if (read !== undefined) {
        return { readStdout: read.stdout, __readBaseline: read.digest };
    }
    // A script that succeeded has changed what the last value was of.
    const kept =
        after === undefined || after.isReadNotDue === true
            ? { __readBaseline: olds?.__readBaseline, __drifted: olds?.__drifted }
            : {};
    return { readStdout: olds?.readStdout, ...kept };
}

/** What only a new argument changes: the last value of another `read` is no value to measure drift against. */
export function recordedStepProperties(raw: Properties, olds: Properties): Record<string, unknown> {
    const kept = { __unfinishedStep: olds.__unfinishedStep, __drifted: olds.__drifted };
    if (raw.read === undefined || raw.read === null) {
        return {};
    }
    return raw.read === olds.read
        ? { ...kept, readStdout: olds.readStdout, __readBaseline: olds.__readBaseline }
        : { ...kept, readStdout: olds.readStdout };
}

/** What a refresh found: drift is another value than after the last create or update; where there is none yet, it is recorded. */
export function refreshedStepProperties(olds: Properties, read: ReadValue | undefined): Record<string, unknown> {
    if (read === undefined) {
        return {};
    }
    const baseline = typeof olds.__readBaseline === "string" ? olds.__readBaseline : read.digest;
    return {
        readStdout: read.stdout,
        __readBaseline: baseline,
        __drifted: baseline === read.digest ? undefined : true,
    };
}

/** What `read` printed, as it is kept. */
export function readValueOf({ text, sha256 }: CapturedOutput): ReadValue {
    // Of output that was not seen as a whole there is no digest.
    const digest = sha256 === "" ? createHash("sha256").update(text).digest("hex") : sha256;
    return { stdout: trimOneNewline(text), digest };
}
