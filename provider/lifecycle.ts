// The life of one resource: check, diff, create, read, update, delete. Each method calls the rooms in order, by name.
// It knows nothing of the dynamic-provider server: what arrives is plain properties, what leaves is plain properties or an error.
import type { Clock } from "./base/clock";
import { isProviderError, ProviderError } from "./base/error";
import type { Log } from "./base/log";
import type { Random } from "./base/random";
import { checkSources, describeChanges } from "./files";
import {
    checkInputs,
    compareInputs,
    containsUnknown,
    failuresForEngine,
    parseFiles,
    parseInputs,
    readSecretPaths,
    withHiddenHashes,
    withSeparateHashes,
} from "./inputs";
import type { FileInput, Inputs } from "./inputs/inputs";
import { liveOutput, redactFor } from "./live-output";
import { type OperationPorts, runScript, type ScriptRequest } from "./run-script";
import {
    commandFailure,
    type FinishedRun,
    inputsAfterCheck,
    isSuccess,
    outputsAfterPlacing,
    outputsAfterRecord,
    outputsAfterRefresh,
    outputsAfterRun,
    partialStateError,
    type Recorded,
    readRecorded,
    type ScriptName,
} from "./state";

type Properties = Record<string, unknown>;

export interface LifecycleDeps extends OperationPorts {
    readonly clock: Clock;
    readonly random: Random;
    /** The log of the resource with that URN. */
    readonly logFor: (urn: string | undefined) => Log;
    readonly packageVersion: string;
}

export interface Lifecycle {
    check(
        olds: Properties,
        news: Properties,
    ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
    diff(
        id: string,
        olds: Properties,
        news: Properties,
    ): Promise<{ changes?: boolean; replaces?: string[]; deleteBeforeReplace?: boolean }>;
    create(news: Properties): Promise<{ id: string; outs: Properties }>;
    read(id: string, olds: Properties): { id: string; props: Properties };
    update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
    delete(id: string, olds: Properties): Promise<void>;
}

export function makeLifecycle(deps: LifecycleDeps): Lifecycle {
    /** By URN: the engine leaves out in diff where contents come from, and asks check just before. */
    const seenFiles = new Map<string, readonly FileInput[]>();
    return {
        check: async (_olds, news) => {
            const failures = checkInputs(news);
            const files = parseFiles(news.files);
            seenFiles.set(String(news.__urn), files);
            const ofSources = failures.length > 0 ? [] : await checkSources(files);
            return {
                inputs: inputsAfterCheck(news, readSecretPaths(news) ?? [], containsUnknown),
                failures: failuresForEngine([...failures, ...ofSources]),
            };
        },

        diff: async (_id, olds, news) => {
            const recorded = readRecorded(olds);
            const { replace, rerun, record } = compareInputs(olds, news);
            const seen = seenFiles.get(String(news.__urn));
            const fileChanges =
                seen === undefined ? [] : await describeChanges(seen, recorded.placed, rerun.includes("files"));
            tellFileChanges(deps, news, fileChanges);
            if (replace.length + rerun.length + record.length === 0) {
                // Marked secret since: what is in state plain has to be written again.
                if (!recorded.outputIsSecret && parseInputs(news).secretPaths.length > 0) {
                    return { changes: true };
                }
                // What only we can see, such as an executable bit, the engine would call no change. A failure, too: it
                // forgets one at the next refresh.
                return { changes: fileChanges.length > 0 || !recorded.succeeded };
            }
            // `changes` stays undefined, so that the engine compares the inputs itself: replaceOnChanges needs that.
            return { replaces: [...replace], deleteBeforeReplace: replace.length === 0 };
        },

        create: async (news) => {
            const inputs = parseInputs(news);
            const id = `${inputs.instanceId}/${deps.random.hex(6)}`;
            const operation = { id, news, olds: undefined, name: "create", script: inputs.create } as const;
            const outs = await runAndRecord(deps, operation);
            return { id, outs };
        },

        read: (id, olds) => {
            const recorded = readRecorded(olds);
            const sorted = recorded.hashesAreSorted ? olds : withHiddenHashes(olds);
            return { id, props: outputsAfterRefresh(sorted, parseInputs(olds).secretPaths, recorded) };
        },

        update: async (id, olds, news) => {
            const inputs = parseInputs(news);
            const recorded = readRecorded(olds);
            const { replace, rerun } = compareInputs(olds, news);
            const fileChanges = await describeChanges(inputs.files, recorded.placed, false);
            if (recorded.succeeded && replace.length + rerun.length + fileChanges.length === 0) {
                const kept = withoutFileContents(news);
                return { outs: outputsAfterRecord(olds, kept, inputs.secretPaths, recorded, deps.packageVersion) };
            }
            const [name, script] = recorded.created
                ? (["update", inputs.update ?? inputs.create] as const)
                : (["create", inputs.create] as const);
            return { outs: await runAndRecord(deps, { id, news, olds, name, script }) };
        },

        delete: async (_id, olds) => {
            const recorded = readRecorded(olds);
            const inputs = parseInputs(olds);
            const leaveNothing = recorded.placed.every(({ onDelete }) => onDelete === "keep");
            // Where no script ever ran there are only files to remove.
            const script = recorded.runCount === 0 && !recorded.created ? undefined : inputs.delete;
            if (script === undefined && leaveNothing) {
                return;
            }
            const request = requestFor(deps, inputs, recorded, "delete", script);
            const run = await runScript(deps, { ...request, files: [], vanishedIsDone: true });
            if (run !== "gone" && !isSuccess(run.result.outcome, inputs.acceptedExitCodes)) {
                throw commandFailure("delete", run, inputs, redactFor(inputs));
            }
        },
    };
}

/** Says in preview and up which files change: the engine itself shows no more than the path of an asset on this machine. */
function tellFileChanges(deps: LifecycleDeps, news: Properties, changes: readonly string[]): void {
    if (changes.length > 0) {
        const urn = typeof news.__urn === "string" ? news.__urn : undefined;
        const shown = changes.slice(0, SHOWN_CHANGES);
        const rest = changes.length > shown.length ? [`... and ${changes.length - shown.length} more`] : [];
        deps.logFor(urn).info(["Files that change:", ...shown, ...rest].join("\n    "));
    }
}

const SHOWN_CHANGES = 20;

/** The arguments as they are recorded: contents of files stand in no output. */
function withoutFileContents(raw: Properties): Properties {
    return withSeparateHashes(raw);
}

/** A create or an update, with all that it starts from. */
interface Operation {
    readonly id: string;
    readonly news: Properties;
    /** What is recorded; undefined when nothing is. */
    readonly olds: Properties | undefined;
    readonly name: ScriptName;
    readonly script: string | undefined;
}

/** Runs `create` or `update` and gives the outputs; a script that ran and failed leaves its evidence in state. */
async function runAndRecord(deps: LifecycleDeps, operation: Operation): Promise<Properties> {
    const { news, olds, name, script } = operation;
    const inputs = parseInputs(news);
    const recorded = olds === undefined ? undefined : readRecorded(olds);
    const raw = withoutFileContents(news);
    const request = requestFor(deps, inputs, recorded, name, script);
    let unfinished: FinishedRun | undefined;
    const onPlacing = (run: FinishedRun) => {
        unfinished = run;
    };
    const withPlaced = (error: unknown) =>
        unfinished === undefined ? error : failedPlacing(deps, operation, inputs, unfinished, error);
    const run = await runScript(deps, { ...request, onPlacing }).catch((error) => {
        throw withPlaced(error);
    });
    if (run === "gone") {
        throw internalError("create and update never take a vanished instance for done");
    }
    if (isSuccess(run.result.outcome, inputs.acceptedExitCodes)) {
        return outputsAfterRun(raw, inputs, run, recorded, deps.packageVersion, true);
    }
    const error = commandFailure(name, run, inputs, redactFor(inputs));
    if (error.failure.commandRan === "did-not-run") {
        throw withPlaced(error);
    }
    const outputs = outputsAfterRun(raw, inputs, run, recorded, deps.packageVersion, false);
    throw partialStateError(operation.id, outputs, error.message);
}

/** The error of an operation whose script did not run: in state goes what is to be removed of its files. */
function failedPlacing(
    deps: LifecycleDeps,
    { id, news, olds }: Operation,
    inputs: Inputs,
    unfinished: FinishedRun,
    error: unknown,
): unknown {
    const leavesNothing = unfinished.placed.every(({ onDelete }) => onDelete === "keep");
    if (leavesNothing || !isProviderError(error) || error.failure.commandRan !== "did-not-run") {
        return error;
    }
    const recorded = olds === undefined ? undefined : readRecorded(olds);
    const raw = withoutFileContents(news);
    const outputs = outputsAfterPlacing(olds, raw, inputs, unfinished, recorded, deps.packageVersion);
    return partialStateError(id, outputs, error.message);
}

function requestFor(
    deps: LifecycleDeps,
    inputs: Inputs,
    recorded: Recorded | undefined,
    name: ScriptName,
    script: string | undefined,
): ScriptRequest {
    const log = deps.logFor(inputs.urn);
    return {
        inputs,
        recorded,
        operation: name,
        script,
        files: inputs.files,
        log,
        limitMs: {
            create: inputs.customTimeouts.createMs,
            update: inputs.customTimeouts.updateMs,
            delete: inputs.customTimeouts.deleteMs,
        }[operationOf(name, recorded)],
        live: liveOutput(inputs, log),
        vanishedIsDone: false,
    };
}

/** A retry of `create` after a failure is an update to the engine, and has the update's time. */
function operationOf(name: ScriptName, recorded: Recorded | undefined): ScriptName {
    return name === "create" && recorded !== undefined ? "update" : name;
}

/** A foreign error as one of ours: the engine would read an `id` of its own as partial state. */
export function asProviderError(error: unknown): Error {
    if (isProviderError(error) || (error instanceof Error && Array.isArray((error as { reasons?: unknown }).reasons))) {
        return error;
    }
    return internalError(describeForeign(error));
}

/** Where it happened and what kind it was. Not its message: nobody knows what a foreign error quotes there. */
function describeForeign(error: unknown): string {
    if (!(error instanceof Error)) {
        return typeof error;
    }
    const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
    const code = (error as { code?: unknown }).code;
    return [typeof code === "string" ? `${error.name} (${code})` : error.name, ...frames].join("\n");
}

function internalError(details: string): ProviderError {
    return new ProviderError({
        code: "BUG_UNEXPECTED",
        summary: "pulumi-ec2-instance-connect failed in a way that it does not know.",
        layer: "internal",
        commandRan: "may-have-run",
        retryable: false,
        remedies: ["Please report this with the details below."],
        details,
    });
}
