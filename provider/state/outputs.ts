import { ALWAYS_SECRET, OUTPUT_NAMES } from "../base/property-facts";
import type { PlacedPath } from "../files/placed-path";
import {
    FETCH_STEP,
    type ReadValue,
    recordedStepProperties,
    refreshedStepProperties,
    STEP_KEYS,
    stepProperties,
} from "./after-script";
import { cutMiddle, roomForOutput } from "./failure-size";
import { type FetchedFiles, recordedFetched } from "./fetched";
import type { FinishedOperation } from "./finished-operation";
import { withKnownTexts } from "./known-texts";
import { type Recorded, STATE_VERSION } from "./recorded";
import { resultProperties } from "./result-properties";
import { wrapPaths } from "./secret-envelope";
import { publicHashes } from "./secret-files";
import { type Given, givenProperties, recordedValues, valuesOf } from "./values";
import { placedOrNone, type SecretsOfProgram, withoutUndefined, wrapSecrets } from "./wrap-secrets";

type Properties = Readonly<Record<string, unknown>>;

/** What is remembered beside the outputs that the program sees; the names begin with `__` and are wire format. */
interface Bookkeeping {
    readonly created: boolean;
    readonly succeeded: boolean;
    readonly runCount: number;
    readonly outputIsSecret: boolean;
}

/** Results of a run: everything in the outputs that is no argument. */
const RESULT_KEYS = [...OUTPUT_NAMES, "__placed", ...STEP_KEYS];

/** Beside the arguments: digests of what may be secret. */
const ALWAYS_HIDDEN = ["__secretHashes", "__trees"];

/**
 * Arguments with every secret marked. Pulumi marks them again by itself, but where a transform in the program gives properties
 * back, and they would stand in state in plain text. `isLeft` tells of arguments to be left as they are.
 */
export function withSecretsMarked(
    checked: Properties,
    secretPaths: readonly string[],
    isLeft: (argument: unknown) => boolean,
): Record<string, unknown> {
    const isMarked = (path: string) => !isLeft(checked[path.split(/[.[]/, 1)[0] ?? ""]);
    return wrapPaths(checked, [...ALWAYS_SECRET, ...ALWAYS_HIDDEN, ...secretPaths].filter(isMarked));
}

/** What all outputs are made from. */
interface ToRecord {
    /** The arguments as they are recorded. */
    readonly raw: Properties;
    readonly secretPaths: readonly string[];
    readonly secretOutputs: readonly string[];
    /** What the last operation left in state; undefined when there was none. */
    readonly recorded: Recorded | undefined;
    readonly packageVersion: string;
}

/** The outputs after an operation that ran a script, whether or not that succeeded, or that had none to run. */
export function outputsAfterRun(
    toRecord: ToRecord & {
        readonly olds?: Properties | undefined;
        readonly finished: FinishedOperation;
        readonly succeeded: boolean;
    },
): Record<string, unknown> {
    const { raw, olds, secretPaths, recorded, finished, succeeded } = toRecord;
    const keepsLast = finished.without !== undefined && olds?.run !== undefined;
    const given = valuesOf(finished.run?.result.values);
    const isFailure = !succeeded || given.bad.length > 0 || finished.after?.failed !== undefined;
    const all = {
        values: keepsLast ? recordedValues(olds) : given.values,
        fetched: finished.after?.results.fetched ?? recordedFetched(olds, raw),
    };
    const known = stepProperties(raw, olds, finished.after);
    const fit = isFailure ? fitFetched({ ...raw, ...known }, all, finished.placed) : all;
    const values = givenProperties(raw, fit);
    const steps = succeeded && fit !== all ? { ...known, __unfinishedStep: FETCH_STEP } : known;
    const beside = { ...raw, ...steps, ...values };
    const roomBytes = isFailure ? roomBeside(beside, finished.placed) : Number.POSITIVE_INFINITY;
    const results = keepsLast ? lastResults(olds, finished, roomBytes) : resultProperties(finished, roomBytes);
    // A result that is not known is not a finished run: the next operation looks for it.
    const isOver = finished.without !== "script-of-before" && finished.run?.result.outcome.kind !== "lost";
    return writeOutputs(
        toRecord,
        { ...results, ...values, ...steps },
        {
            created: succeeded || recorded?.created === true,
            succeeded,
            runCount: (recorded?.runCount ?? 0) + (isOver ? 1 : 0),
            outputIsSecret: secretPaths.length > 0 || (keepsLast && recorded?.outputIsSecret === true),
        },
    );
}

/** The results of the last script that ran, which still hold, beside what is on the instance now. */
function lastResults(olds: Properties, { without, placed }: FinishedOperation, roomBytes: number): Properties {
    const kept = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds[key]]));
    const cut = (text: unknown) => (typeof text === "string" ? cutMiddle(text, roomBytes / 2) : text);
    return {
        ...kept,
        stdout: cut(kept.stdout),
        stderr: cut(kept.stderr),
        outcome: without === "skipped" ? "skipped" : kept.outcome,
        fileHashes: publicHashes(placed),
        __placed: placedOrNone(placed),
    };
}

/**
 * The outputs after files may have been put in place and no script ran: the results of the last run, where there was one, and
 * all that a later operation has to remove.
 */
export function outputsAfterPlacing(
    toRecord: ToRecord & { readonly olds: Properties | undefined; readonly unfinished: FinishedOperation },
): Record<string, unknown> {
    const { olds, raw, secretPaths, unfinished, recorded } = toRecord;
    const found = resultProperties(unfinished, Number.POSITIVE_INFINITY);
    const values = givenProperties(raw, fitFetched(raw, recordedGiven(olds, raw), unfinished.placed));
    const roomBytes = roomBeside({ ...raw, ...values }, unfinished.placed) / 2;
    const kept = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds?.[key]]));
    const cut = (text: unknown) => (typeof text === "string" ? cutMiddle(text, roomBytes) : text);
    const results =
        olds === undefined
            ? { ...found, ...values }
            : { ...kept, stdout: cut(kept.stdout), stderr: cut(kept.stderr), ...values, __placed: found.__placed };
    return writeOutputs(toRecord, results, {
        created: recorded?.created === true,
        succeeded: false,
        runCount: recorded?.runCount ?? 0,
        outputIsSecret: recorded?.outputIsSecret === true || secretPaths.length > 0,
    });
}

/** The outputs after a change that is only recorded: new arguments, the results of the last run. */
export function outputsAfterRecord(
    toRecord: ToRecord & { readonly olds: Properties; readonly recorded: Recorded },
): Record<string, unknown> {
    const { olds, secretPaths, recorded } = toRecord;
    const results = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds[key]]));
    return writeOutputs(
        toRecord,
        {
            ...results,
            ...givenProperties(toRecord.raw, recordedGiven(olds, toRecord.raw)),
            __placed: placedOrNone(recorded.placed),
            ...Object.fromEntries(["readStdout", ...STEP_KEYS].map((key) => [key, undefined])),
            ...recordedStepProperties(toRecord.raw, olds),
        },
        {
            created: recorded.created,
            succeeded: recorded.succeeded,
            runCount: recorded.runCount,
            outputIsSecret: recorded.outputIsSecret || secretPaths.length > 0,
        },
    );
}

/** What a refresh found. */
export interface Refreshed {
    /** Undefined: `read` was not run, or gave nothing. */
    readonly read: ReadValue | undefined;
    /** Undefined: nothing was read. */
    readonly fetched?: FetchedFiles | undefined;
}

/** The outputs as they are but for what was found, every secret wrapped again: what a refresh returns. */
export function outputsAfterRefresh(
    olds: Properties,
    secrets: SecretsOfProgram,
    { refreshed, ...recorded }: Recorded & { readonly refreshed?: Refreshed },
): Record<string, unknown> {
    const outputs = withoutUndefined({
        ...olds,
        ...refreshedStepProperties(olds, refreshed?.read),
        ...(refreshed?.fetched && givenProperties(olds, { values: recordedValues(olds), fetched: refreshed.fetched })),
        __placed: placedOrNone(recorded.placed),
        __hashesSorted: true,
    });
    return wrapSecrets(withKnownTexts(outputs), { ...secrets, outputIsSecret: recorded.outputIsSecret });
}

function writeOutputs(
    { raw, packageVersion, secretPaths, secretOutputs }: ToRecord,
    results: Properties,
    kept: Bookkeeping,
): Record<string, unknown> {
    const outputs = withoutUndefined({
        ...raw,
        ...Object.fromEntries(RESULT_KEYS.map((key) => [key, undefined])),
        ...results,
        __state: STATE_VERSION,
        __package: packageVersion,
        __created: kept.created,
        __succeeded: kept.succeeded,
        __runCount: kept.runCount,
        __outputIsSecret: kept.outputIsSecret,
        __hashesSorted: true,
    });
    return wrapSecrets(withKnownTexts(outputs), {
        secretPaths,
        secretOutputs,
        outputIsSecret: kept.outputIsSecret,
    });
}

function recordedGiven(olds: Properties | undefined, raw: Properties): Given {
    return { values: recordedValues(olds), fetched: recordedFetched(olds, raw) };
}

/** What must be left for the output of the script that failed. */
const LEAST_OUTPUT_BYTES = 64 * 1024;

/** What was given, without the files if they leave a failure no room: the next operation reads them again. */
function fitFetched(beside: Properties, given: Given, placed: readonly PlacedPath[]): Given {
    const hasRoom = roomBeside({ ...beside, ...givenProperties(beside, given) }, placed) >= LEAST_OUTPUT_BYTES;
    return hasRoom || Object.keys(given.fetched).length === 0 ? given : { ...given, fetched: {} };
}

function roomBeside(raw: Properties, placed: readonly PlacedPath[]): number {
    return roomForOutput({ ...raw, placed, fileHashes: publicHashes(placed) });
}
