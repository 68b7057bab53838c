// What a preview says of an operation: what would run, and why, in one line. Of arguments it has names alone.
import type { ArgumentChange } from "../inputs";
import type { LastFailure } from "../state";

/** What is known of the next operation on a resource that is in state. */
export interface Plan {
    readonly changes: readonly ArgumentChange[];
    /** The script of that name would run, where one has to. */
    readonly script: "create" | "update";
    /** Whether there is such a script. */
    readonly hasScript: boolean;
    /** Whether there are files to put in place, or to take away. */
    readonly hasFiles: boolean;
    /** Whether the resource that goes has a script for it. */
    readonly hasDelete: boolean;
    readonly failure: LastFailure | undefined;
    readonly hasDrifted: boolean;
    /** Whether directories changed in what the engine's hash does not tell. */
    readonly inTrees: boolean;
    /** The steps that would be done again although no script runs, in their order. */
    readonly steps: readonly string[];
    /** Whether the first of the steps failed; else an argument makes them due. */
    readonly isStepUnfinished: boolean;
    /** Whether what is in state in plain text is a secret by now. */
    readonly isToBeHidden: boolean;
}

/** The line, beginning with what would run; undefined: nothing is to be done. */
export function explainPlan(plan: Plan): string | undefined {
    const { changes, failure, inTrees } = plan;
    const replacing = changes.filter(({ change }) => change === "replace");
    if (replacing.length > 0) {
        return explainReplacement(plan, replacing);
    }
    const rerunning = changes.filter(({ change }) => change === "rerun");
    const others = [
        ...(failure === undefined ? [] : [failure.reason]),
        ...(plan.hasDrifted ? ["readStdout differs from its value after the last create or update"] : []),
        ...(inTrees && !rerunning.some(({ name }) => name === "files")
            ? ["files changed (executable bits, links or names in a directory)"]
            : []),
    ];
    if (rerunning.length + others.length > 0) {
        const isSure = others.length > 0 || rerunning.some(({ isKnown }) => isKnown);
        return `${whatRuns(plan, isSure)}: ${[...others, ...reasonsOf(rerunning)].join("; ")}`;
    }
    const recorded = changes.filter(({ change }) => change === "record");
    if (plan.steps.length > 0) {
        return explainSteps(plan, recorded);
    }
    if (recorded.length > 0) {
        return `nothing runs: only ${listed(recorded.map(({ path }) => path))} ${recorded.length > 1 ? "are" : "is"} recorded${unknownNote(recorded)}`;
    }
    return plan.isToBeHidden ? "nothing runs: only what is secret by now is encrypted in state" : undefined;
}

/** The line of a resource that is not in state; `instead` of an update that was explained before. */
export function explainCreate(plan: Pick<Plan, "hasScript" | "hasFiles">, instead: boolean): string {
    const what = plan.hasScript ? "`create` would run" : withoutScript(plan, "would");
    return instead ? `${what} instead of what is said above: Pulumi replaces the resource` : what;
}

function explainReplacement(plan: Plan, replacing: readonly ArgumentChange[]): string {
    const isSure = replacing.some(({ isKnown }) => isKnown);
    const would = isSure ? "would" : "may";
    const what = plan.hasScript ? `\`create\` ${would} run` : withoutScript(plan, would);
    const old = plan.hasDelete ? ", and `delete` for the old one" : "";
    return `${what} for a new resource in place of this one${old}: ${reasonsOf(replacing).join("; ")}`;
}

function withoutScript({ hasFiles }: Pick<Plan, "hasFiles">, would: string): string {
    return hasFiles ? `no script runs, files ${would} be put in place` : "no script runs";
}

function whatRuns(plan: Plan, isSure: boolean): string {
    const { script, failure } = plan;
    if (!plan.hasScript) {
        return withoutScript(plan, isSure ? "would" : "may");
    }
    switch (failure?.script) {
        case "ran":
            return `\`${script}\` runs again`;
        case "unknown":
            return `\`${script}\` runs again unless the instance still has the result`;
        default:
            return `\`${script}\` ${isSure ? "would" : "may"} run`;
    }
}

function explainSteps({ steps, isStepUnfinished }: Plan, recorded: readonly ArgumentChange[]): string {
    const [first = "", ...rest] = steps.map((name) => `\`${name}\``);
    const then = rest.length > 0 ? `, then ${listed(rest)}` : "";
    const also = recorded.length > 0 ? `; ${reasonsOf(recorded).join("; ")}` : "";
    return isStepUnfinished
        ? `no script runs: it is done; ${first} is repeated, since it failed${then}${also}`
        : `no script runs: only ${first} is done again${then}${also}`;
}

/** What changed, and what may have. */
function reasonsOf(changes: readonly ArgumentChange[]): string[] {
    const say = (isKnown: boolean, verb: string) => {
        const paths = changes.filter((change) => change.isKnown === isKnown).map(({ path }) => path);
        return paths.length === 0 ? [] : [`${listed(paths)} ${verb}`];
    };
    const unknown = changes.filter(({ isKnown }) => !isKnown).length;
    return [...say(true, "changed"), ...say(false, `${unknown > 1 ? "are" : "is"} not known yet`)];
}

function unknownNote(recorded: readonly ArgumentChange[]): string {
    const unknown = recorded.filter(({ isKnown }) => !isKnown).map(({ path }) => path);
    return unknown.length === 0 ? "" : ` (${listed(unknown)} ${unknown.length > 1 ? "are" : "is"} not known yet)`;
}

/** More would hide the rest of the line. */
const MOST_NAMES = 6;

function listed(names: readonly string[]): string {
    const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES - 1) : names;
    const all = shown.length < names.length ? [...shown, `${names.length - shown.length} more`] : shown;
    const others = all.slice(0, -1);
    const last = all.at(-1) ?? "";
    return others.length === 0 ? last : `${others.join(", ")} and ${last}`;
}
