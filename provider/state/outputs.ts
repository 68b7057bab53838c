import { ALWAYS_SECRET, OUTPUT_NAMES } from "../base/property-facts";
import type { CommandResult } from "../command/command-result";
import type { PlacedPath } from "../files/placed-path";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { Target } from "../instance/target";
import type { SessionFacts } from "../session/session";
import { cutMiddle, roomForOutput } from "./failure-size";
import { type Recorded, STATE_VERSION } from "./recorded";
import { wrapPaths } from "./secret-envelope";
import { publicHashes } from "./secret-files";
import { placedOrNone, type SecretsOfProgram, withoutUndefined, wrapSecrets } from "./wrap-secrets";

type Properties = Readonly<Record<string, unknown>>;

/** A run that is over, whatever its result. */
export interface FinishedRun {
    readonly id: string;
    readonly result: CommandResult;
}

/** All that is kept of an operation. */
export interface FinishedOperation {
    /** Undefined: there was no script, only files. */
    readonly run: FinishedRun | undefined;
    /** All that is on the instance by `files`, from this operation and those before. */
    readonly placed: readonly PlacedPath[];
    readonly target: Target;
    readonly facts: SessionFacts;
    readonly hostKeyPolicy: HostKeyPolicy;
    /** Milliseconds since the epoch, by this machine's clock. */
    readonly endedAt: number;
}

/** What is remembered beside the outputs that the program sees; the names begin with `__` and are wire format. */
interface Bookkeeping {
    readonly created: boolean;
    readonly succeeded: boolean;
    readonly runCount: number;
    readonly outputIsSecret: boolean;
}

/** Results of a run: everything in the outputs that is no argument. */
const RESULT_KEYS = [...OUTPUT_NAMES, "__placed"];

/** Beside the arguments: digests of what may be secret. */
const ALWAYS_HIDDEN = ["__secretHashes", "__trees"];

/**
 * Arguments with every secret marked. Pulumi marks them again by itself, but where a transform in the program gives properties
 * back, and they would stand in state in plain text. `holdsUnknown` tells of values to be left as they are.
 */
export function withSecretsMarked(
    checked: Properties,
    secretPaths: readonly string[],
    holdsUnknown: (value: unknown) => boolean,
): Record<string, unknown> {
    const isKnown = (path: string) => !holdsUnknown(checked[path.split(/[.[]/, 1)[0] ?? ""]);
    return wrapPaths(checked, [...ALWAYS_SECRET, ...ALWAYS_HIDDEN, ...secretPaths].filter(isKnown));
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

/** The outputs after a script ran, whether or not it succeeded. */
export function outputsAfterRun(
    toRecord: ToRecord & { readonly finished: FinishedOperation; readonly succeeded: boolean },
): Record<string, unknown> {
    const { raw, secretPaths, recorded, finished, succeeded } = toRecord;
    return writeOutputs(
        toRecord,
        resultProperties(finished, succeeded ? Number.POSITIVE_INFINITY : roomBeside(raw, finished.placed)),
        {
            created: succeeded || recorded?.created === true,
            succeeded,
            // A result that is not known is not a finished run: the next operation looks for it.
            runCount: (recorded?.runCount ?? 0) + (finished.run?.result.outcome.kind === "lost" ? 0 : 1),
            outputIsSecret: secretPaths.length > 0,
        },
    );
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
    const roomBytes = roomBeside(raw, unfinished.placed) / 2;
    const kept = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds?.[key]]));
    const cut = (text: unknown) => (typeof text === "string" ? cutMiddle(text, roomBytes) : text);
    const results =
        olds === undefined
            ? found
            : { ...kept, stdout: cut(kept.stdout), stderr: cut(kept.stderr), __placed: found.__placed };
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
        { ...results, __placed: placedOrNone(recorded.placed) },
        {
            created: recorded.created,
            succeeded: recorded.succeeded,
            runCount: recorded.runCount,
            outputIsSecret: recorded.outputIsSecret || secretPaths.length > 0,
        },
    );
}

/** The outputs as they are, every secret wrapped again: what a refresh returns. */
export function outputsAfterRefresh(
    olds: Properties,
    secrets: SecretsOfProgram,
    recorded: Recorded,
): Record<string, unknown> {
    const outputs = withoutUndefined({ ...olds, __placed: placedOrNone(recorded.placed), __hashesSorted: true });
    return wrapSecrets(outputs, { ...secrets, outputIsSecret: recorded.outputIsSecret });
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
    return wrapSecrets(outputs, { secretPaths, secretOutputs, outputIsSecret: kept.outputIsSecret });
}

function resultProperties(finished: FinishedOperation, roomBytes: number): Record<string, unknown> {
    const { run, placed, target, facts, hostKeyPolicy, endedAt } = finished;
    const result = run?.result ?? noResult(endedAt);
    const { outcome, stdout, stderr } = result;
    return {
        stdout: cutMiddle(trimOneNewline(stdout.text), roomBytes / 2),
        stderr: cutMiddle(trimOneNewline(stderr.text), roomBytes / 2),
        exitCode: outcome.kind === "exited" ? outcome.exitCode : undefined,
        outcome: outcome.kind,
        run: withoutUndefined({
            id: run?.id ?? "",
            startedAt: new Date(result.startedAt).toISOString(),
            endedAt: new Date(result.endedAt).toISOString(),
            durationMs: Math.max(0, result.endedAt - result.startedAt),
            attempts: result.attempts,
            stdoutBytes: stdout.totalBytes,
            stderrBytes: stderr.totalBytes,
            stdoutSha256: stdout.sha256,
            stderrSha256: stderr.sha256,
            truncated: stdout.truncated || stderr.truncated,
            route: facts.route,
            address: facts.address,
            osUser: target.osUser,
            region: target.region,
            accountId: target.accountId,
            keyFingerprint: facts.keyFingerprint,
            requestId: facts.requestId,
            bootId: result.bootId,
            via: facts.via,
        }),
        // Under the policy `off` nothing was verified, so nothing is pinned.
        hostKeys: hostKeyPolicy === "off" ? [] : [facts.hostKeyFingerprint],
        fileHashes: publicHashes(placed),
        __placed: placedOrNone(placed),
    };
}

/** What the outputs say of an operation that had no script. */
function noResult(endedAt: number) {
    const nothing = { text: "", totalBytes: 0, sha256: SHA256_OF_NOTHING, truncated: false };
    const outcome: { kind: "none" } | CommandResult["outcome"] = { kind: "none" };
    return { outcome, stdout: nothing, stderr: nothing, startedAt: endedAt, endedAt, attempts: 0, bootId: "" };
}

const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function roomBeside(raw: Properties, placed: readonly PlacedPath[]): number {
    return roomForOutput({ ...raw, placed, fileHashes: publicHashes(placed) });
}

function trimOneNewline(text: string): string {
    return text.replace(/\r?\n$/, "");
}
