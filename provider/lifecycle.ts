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
import type { FileInput } from "./inputs/inputs";
import { type Operation, type OperationPorts, planOperation, redactFor, runOperation } from "./operation";
import {
    commandFailure,
    type FinishedOperation,
    inputsAfterCheck,
    isSuccess,
    outputsAfterPlacing,
    outputsAfterRecord,
    outputsAfterRefresh,
    outputsAfterRun,
    partialStateError,
    readRecorded,
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
            const operation = start(deps, { name: "create", raw: news, inputs: parseInputs(news) });
            const id = `${operation.inputs.instanceId}/${deps.random.hex(6)}`;
            return { id, outs: await runAndRecord(deps, operation, id) };
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
            const name = recorded.created ? "update" : "create";
            const operation = start(deps, { name, resourceId: id, raw: news, inputs, olds, recorded });
            return { outs: await runAndRecord(deps, operation, id) };
        },

        delete: async (id, olds) => {
            const recorded = readRecorded(olds);
            const inputs = parseInputs(olds);
            const operation = start(deps, { name: "delete", resourceId: id, raw: olds, inputs, olds, recorded });
            const leaveNothing = recorded.placed.every(({ onDelete }) => onDelete === "keep");
            if (operation.script === undefined && leaveNothing) {
                return;
            }
            const finished = await runOperation(deps, operation);
            if (finished === "gone" || finished.run === undefined) {
                return;
            }
            const { run, target } = finished;
            if (!isSuccess(run.result.outcome, inputs.acceptedExitCodes)) {
                throw commandFailure({ script: "delete", target, run, inputs, redact: redactFor(inputs) });
            }
        },
    };
}

function start(
    deps: LifecycleDeps,
    begin: Pick<Operation, "name" | "raw" | "inputs"> & Partial<Pick<Operation, "resourceId" | "olds" | "recorded">>,
): Operation {
    const nothing = { resourceId: undefined, olds: undefined, recorded: undefined };
    return planOperation({ ...nothing, ...begin, log: deps.logFor(begin.inputs.urn) });
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

/** Runs `create` or `update` and gives the outputs; a script that ran and failed leaves its evidence in state. */
async function runAndRecord(deps: LifecycleDeps, operation: Operation, id: string): Promise<Properties> {
    const { raw, inputs, recorded, name } = operation;
    let unfinished: FinishedOperation | undefined;
    const onPlacing = (placing: FinishedOperation) => {
        unfinished = placing;
    };
    const withPlaced = (error: unknown) =>
        unfinished === undefined ? error : failedPlacing(deps, operation, id, unfinished, error);
    const finished = await runOperation(deps, operation, onPlacing).catch((error) => {
        throw withPlaced(error);
    });
    if (finished === "gone") {
        throw internalError("create and update never take a vanished instance for done");
    }
    const { run } = finished;
    const toRecord = withoutFileContents(raw);
    if (run === undefined || isSuccess(run.result.outcome, inputs.acceptedExitCodes)) {
        return outputsAfterRun(toRecord, inputs, finished, recorded, deps.packageVersion, true);
    }
    const error = commandFailure({ script: name, target: finished.target, run, inputs, redact: redactFor(inputs) });
    if (error.failure.commandRan === "did-not-run") {
        throw withPlaced(error);
    }
    const outputs = outputsAfterRun(toRecord, inputs, finished, recorded, deps.packageVersion, false);
    throw partialStateError(id, outputs, error);
}

/** The error of an operation whose script did not run: in state goes what is to be removed of its files. */
function failedPlacing(
    deps: LifecycleDeps,
    { raw, recorded, inputs, olds }: Operation,
    id: string,
    unfinished: FinishedOperation,
    error: unknown,
): unknown {
    const leavesNothing = unfinished.placed.every(({ onDelete }) => onDelete === "keep");
    if (leavesNothing || !isProviderError(error) || error.failure.commandRan !== "did-not-run") {
        return error;
    }
    const toRecord = withoutFileContents(raw);
    const outputs = outputsAfterPlacing(olds, toRecord, inputs, unfinished, recorded, deps.packageVersion);
    return partialStateError(id, outputs, error);
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
        commandRan: "may-have-run",
        retryable: false,
        remedies: ["Please report this with the details below."],
        details,
    });
}
