// The life of one resource: check, diff, create, read, update, delete, each a few named calls.
// It knows no door: what arrives is properties and what a door tells beside them, what leaves is properties or an error of ours.
// Properties whose names begin with `__` may be a door's own: they are kept as they are.
import type { Log } from "./base/log";
import {
    compareInputs,
    containsUnknown,
    parseInputs,
    withHiddenHashes,
    withSeparateHashes,
    withTreeNote,
} from "./inputs";
import type { ResourceContext } from "./inputs/inputs";
import {
    type ArgumentFailure,
    announced,
    apply,
    checkArguments,
    hasSteps,
    haveNotedTreesChanged,
    haveTreesChanged,
    makePlanNotes,
    markSecrets,
    type OperationPorts,
    planOperation,
    planUpdate,
    refresh,
    undo,
} from "./operation";
import { isUpdateDue, outputsAfterRecord, outputsAfterRefresh, readRecorded, showsSecrets } from "./state";

type Properties = Record<string, unknown>;
/** What a door tells of a call beside the properties. */
export interface ResourceRequest extends ResourceContext {
    /** Whether create and update only say what they would answer, as far as that is known: they contact nobody. */
    readonly isPreview: boolean;
}
interface WithNews extends ResourceRequest {
    /** The arguments as the program has them. */
    readonly news: Properties;
}
interface WithOlds extends ResourceRequest {
    /** The outputs in state. */
    readonly olds: Properties;
}
type WithId = { readonly id: string };

export interface LifecycleDeps extends OperationPorts {
    /** The log of the resource with that URN. */
    readonly logFor: (urn: string | undefined) => Log;
}

/** What the engine is told of a change; `changes` is undefined when it shall compare the arguments itself. */
export interface Difference {
    readonly changes?: boolean;
    readonly replaces?: readonly string[];
    readonly deleteBeforeReplace?: boolean;
}

export interface Lifecycle {
    /** `isNew`: the engine has no resource for it, or replaces it. */
    check(
        request: WithNews & { readonly isNew?: boolean },
    ): Promise<{ inputs: Properties; failures: readonly ArgumentFailure[] }>;
    diff(
        request: WithNews & WithOlds & { readonly secretPathsBefore: ResourceContext["secretPaths"] },
    ): Promise<Difference>;
    create(request: WithNews): Promise<{ id: string; outputs: Properties }>;
    /** Undefined: what it was about is gone. */
    read(request: WithOlds & WithId): Promise<Properties | undefined>;
    update(request: WithNews & WithOlds & WithId): Promise<Properties>;
    delete(request: WithOlds & WithId): Promise<void>;
}

export function makeLifecycle(deps: LifecycleDeps): Lifecycle {
    const { packageVersion, logFor } = deps;
    const notes = makePlanNotes(logFor);
    return {
        check: async ({ news, isNew = false, ...request }) => {
            const { failures, files, note } = await checkArguments(news, request);
            await notes.checked({ ...request, news, isNew, files, failures });
            return { inputs: markSecrets(withTreeNote(news, note), request), failures };
        },

        diff: async ({ olds, news, secretPathsBefore, ...request }) => {
            const recorded = readRecorded(olds);
            const { replace, rerun, record } = compareInputs(olds, news);
            const inTrees = haveNotedTreesChanged(news, recorded);
            // Marked secret since: what is in state plain has to be written again.
            const isToBeHidden = showsSecrets(olds, request, recorded);
            const changed = { contentsChanged: rerun.includes("files"), inTrees, isToBeHidden };
            await notes.compared({ ...request, ...changed, olds, news, recorded, secretPathsBefore });
            if (replace.length + rerun.length + record.length > 0) {
                // `changes` stays undefined, so that the engine compares the inputs itself: replaceOnChanges needs that.
                return { replaces: [...replace], deleteBeforeReplace: replace.length === 0 };
            }
            // An executable bit the engine would call no change, and a failure, too: it forgets one at the next refresh.
            return { changes: isToBeHidden || inTrees || isUpdateDue(recorded) };
        },

        create: async ({ news, ...request }) => {
            if (request.isPreview) {
                await notes.previewed({ ...request, news });
                return { id: "", outputs: announced(news, request) };
            }
            const inputs = parseInputs(news, request);
            const resourceId = `${inputs.instanceId}/${deps.random.hex(6)}`;
            const start = { name: "create", resourceId, raw: news, inputs, log: logFor(request.urn) } as const;
            return { id: resourceId, outputs: await apply(deps, planOperation(start)) };
        },

        read: async ({ id, olds, ...request }) => {
            const recorded = readRecorded(olds);
            const inputs = parseInputs(olds, request);
            const start = { resourceId: id, raw: olds, inputs, olds, recorded, log: logFor(request.urn) };
            const refreshed = await refresh(deps, planOperation({ name: "read", ...start }));
            const sorted = recorded.hashesAreSorted ? olds : withHiddenHashes(olds);
            return refreshed === "gone" ? undefined : outputsAfterRefresh(sorted, request, { ...recorded, refreshed });
        },

        update: async ({ id, olds, news, ...request }) => {
            const recorded = readRecorded(olds);
            if (request.isPreview && containsUnknown(news)) {
                return announced(news, request);
            }
            const inputs = parseInputs(news, request);
            const { replace, rerun } = compareInputs(olds, news);
            const hasRun = recorded.succeeded && !recorded.hasDrifted && replace.length + rerun.length === 0;
            const isDone = hasRun && !(await haveTreesChanged(inputs.files, recorded));
            const start = { resourceId: id, raw: news, inputs, olds, recorded, log: logFor(request.urn) };
            const operation = planUpdate(start, isDone);
            if (isDone && !hasSteps(operation)) {
                const raw = withSeparateHashes(news);
                const { secretPaths, secretOutputs } = inputs;
                return outputsAfterRecord({ olds, raw, secretPaths, secretOutputs, recorded, packageVersion });
            }
            if (request.isPreview) {
                return announced(news, request);
            }
            return apply(deps, operation);
        },

        delete: async ({ id, olds, ...request }) => {
            const recorded = readRecorded(olds);
            const inputs = parseInputs(olds, request);
            const start = { resourceId: id, raw: olds, inputs, olds, recorded, log: logFor(request.urn) };
            await undo(deps, planOperation({ name: "delete", ...start }));
        },
    };
}
