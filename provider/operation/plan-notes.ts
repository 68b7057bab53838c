// What a preview or an update says on a resource's row before anything runs: what would run, why, and which files change.
import { type Log, silentLog } from "../base/log";
import { changedArguments, checkInputs, containsUnknown, findHidden, knownFiles, parseInputs } from "../inputs";
import type { KnownFiles, ResourceContext } from "../inputs/inputs";
import { lastFailure, type Recorded } from "../state";
import { stepsLeft } from "./after-script";
import { explainCreate, explainPlan, type Plan } from "./explain-plan";
import { listFileChanges } from "./file-changes";
import { planUpdate } from "./operation";

type Properties = Record<string, unknown>;

interface Asked extends ResourceContext {
    /** The arguments as the program has them. */
    readonly news: Properties;
}

/** Arguments, and what is wrong with them: then nothing is planned. */
export interface Checked extends Asked {
    readonly failures: readonly unknown[];
    readonly isPreview: boolean;
    /** Whether the engine has no resource for them, or replaces it. */
    readonly isNew: boolean;
    readonly files: KnownFiles;
}

/** Arguments beside what is in state. */
export interface Compared extends Asked {
    readonly olds: Properties;
    /** The paths that the program had marked secret; undefined when that is not known. */
    readonly secretPathsBefore: readonly string[] | undefined;
    readonly recorded: Recorded;
    readonly contentsChanged: boolean;
    readonly inTrees: boolean;
    readonly isToBeHidden: boolean;
}

export interface PlanNotes {
    /** Of a resource that is not in state there is no comparison, so all is said here. */
    checked(checked: Checked): Promise<void>;
    /** The same of a create in a preview, where the check could not know that it was one. */
    previewed(asked: Asked & { readonly isPreview: boolean }): Promise<void>;
    /** Says what differs. Without a check in this process, as in a refresh, nothing is planned, and nothing is said. */
    compared(compared: Compared): Promise<void>;
}

/** Says each plan once in this process. Contacts nobody, and shows no value: names of arguments, and paths of files. */
export function makePlanNotes(logFor: (urn: string | undefined) => Log): PlanNotes {
    /** By URN: the engine leaves out of a comparison where contents come from, and asks for a check just before. */
    const known = new Map<string | undefined, { files: KnownFiles; said?: "replacement" | "change" }>();
    const checked: PlanNotes["checked"] = async ({ news, urn, secretPaths, files, failures, isNew, isPreview }) => {
        const said = known.get(urn)?.said;
        known.delete(urn);
        if (failures.length > 0) {
            return;
        }
        known.set(urn, { files, ...(said === "replacement" && { said }) });
        // The engine checks a replacement once more.
        if (!isNew || said === "replacement") {
            return;
        }
        const isHidden = findHidden(secretPaths);
        const none = { placed: [], olds: {}, contentsChanged: true };
        const line = explainCreate({ hasScript: isScript(news.create), hasFiles: hasFiles(news) }, said === "change");
        // The update itself begins at once, and its own lines follow.
        if (isPreview || said === "change") {
            const changes = said === "change" ? [] : await listFileChanges({ files, news, isHidden, ...none });
            logFor(urn).info([line, ...unknownIn(news), ...changes].join("\n"));
        } else {
            logFor(urn).status(line);
        }
    };
    return {
        checked,
        previewed: (asked) => checked({ ...asked, failures: [], isNew: true, files: knownFiles(asked.news.files) }),
        compared: async (compared) => {
            const { urn, news, olds, recorded, contentsChanged, inTrees } = compared;
            const checked = known.get(urn);
            if (checked === undefined) {
                return;
            }
            known.delete(urn);
            const isHidden = findHidden(compared.secretPaths, compared.secretPathsBefore);
            const plan = planOf(compared, isHidden);
            const line = explainPlan(plan);
            const { files } = checked;
            if (line === undefined) {
                return;
            }
            const isReplacement = plan.changes.some(({ change }) => change === "replace");
            known.set(urn, { files, said: isReplacement ? "replacement" : "change" });
            const { placed } = recorded;
            const changes =
                contentsChanged || inTrees
                    ? await listFileChanges({ files, placed, olds, news, contentsChanged, isHidden })
                    : [];
            logFor(urn).info([line, ...changes].join("\n"));
        },
    };
}

function planOf(compared: Compared, isHidden: (path: string) => boolean): Plan {
    const { news, olds, recorded, inTrees, isToBeHidden } = compared;
    const changes = changedArguments(olds, news, isHidden);
    const script = recorded.created ? "update" : "create";
    const ofScript = changes.some(({ change }) => change === "replace") ? "create" : script;
    return {
        changes,
        script,
        hasScript: isScript(ofScript === "update" ? (news.update ?? news.create) : news.create),
        hasFiles: hasFiles(news) || recorded.placed.length > 0,
        hasDelete: isScript(olds.delete),
        failure: lastFailure(olds, recorded),
        hasDrifted: recorded.hasDrifted,
        inTrees,
        steps: stepsOf(compared),
        isStepUnfinished: recorded.unfinishedStep !== undefined,
        isToBeHidden,
    };
}

/** The steps that are done although no script runs. */
function stepsOf({ news, olds, recorded, ...context }: Compared) {
    if (containsUnknown(news) || checkInputs(news, context).length > 0) {
        return recorded.unfinishedStep === undefined ? [] : [recorded.unfinishedStep];
    }
    const start = { resourceId: "", inputs: parseInputs(news, context), raw: news, log: silentLog, olds, recorded };
    return stepsLeft(planUpdate(start, true));
}

/** A new resource has no change to name, so what is not known yet is named by itself. */
function unknownIn(news: Properties): string[] {
    const names = Object.keys(news).filter((name) => !name.startsWith("__") && containsUnknown(news[name]));
    return names.length === 0 ? [] : [`${names.join(", ")} ${names.length > 1 ? "are" : "is"} not known yet`];
}

function isScript(value: unknown): boolean {
    return typeof value === "string" && value !== "";
}

function hasFiles({ files }: Properties): boolean {
    return (Array.isArray(files) && files.length > 0) || typeof files === "string";
}
