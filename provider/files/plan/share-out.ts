import { posix } from "node:path";
import type { Leftover } from "../look/ask-host";
import type { WantedPath } from "../wanted/survey-sources";
import { type Actor, inTreeOrder } from "./actor";
import type { Attributes } from "./attributes";

export type WithActor<T> = T & { readonly actor: Actor };

interface At {
    readonly path: string;
}

/** A file or a link whose content differs. */
export type Put = WithActor<At & { readonly wanted: WantedPath } & Attributes>;

/** All that must happen, in the order in which one user who does it all does it. */
export interface Work {
    /** What must be gone before anything is put in place. */
    readonly givingWayFiles: readonly WithActor<At>[];
    readonly givingWayDirectories: readonly WithActor<At>[];
    readonly make: readonly WithActor<At & Omit<Attributes, "mode"> & { readonly mode: number }>[];
    readonly put: readonly Put[];
    /** What is right but for its permissions or its owner. */
    readonly correct: readonly WithActor<At & { readonly isDirectory: boolean } & Attributes>[];
    readonly removeFiles: readonly WithActor<At>[];
    /** Directories of ours, the deepest first: they go when they are empty. */
    readonly removeDirectories: readonly WithActor<At>[];
    /** What cut transfers of the same resource left, and may be removed. */
    readonly leftovers: readonly WithActor<Leftover & At>[];
}

/** What one user does on the host, over a channel of its own. */
export interface PlacementShare extends Work {
    readonly actor: Actor;
    /** Directories in which others can exchange things while this is done. */
    readonly sharedDirectories: ReadonlySet<string>;
}

type Phase = readonly (keyof Work)[];

const CLEAR: Phase = ["givingWayFiles", "givingWayDirectories"];
const PLACE: Phase = ["put", "correct", "removeFiles", "leftovers"];
const CLEAN: Phase = ["removeDirectories"];

/**
 * Divides work among those who do it: what goes away goes from the inside, where directories are their owners', to the outside,
 * which is root's; directories come parents first, whoever makes them, and then what is in them. One user does all in one go.
 */
export function sharesOf(work: Work, isShared: (actor: Actor, directory: string) => boolean): PlacementShare[] {
    const actors = new Map<string, Actor>();
    for (const phase of [...CLEAR, "make", ...PLACE, ...CLEAN] as const) {
        for (const { actor } of work[phase]) {
            actors.set(keyOf(actor), actor);
        }
    }
    const all = [...actors.values()];
    const outwards = [...all.filter(({ kind }) => kind !== "root"), ...all.filter(({ kind }) => kind === "root")];
    const paths = new Map(work.make.map((one) => [one.path, one]));
    const makes = inTreeOrder(paths.keys()).flatMap((path) => paths.get(path) ?? []);
    const lastMaker = makes.at(-1)?.actor;
    const inwards = [...outwards].reverse();
    const goingOn = inwards.filter((actor) => lastMaker !== undefined && keyOf(actor) === keyOf(lastMaker));
    const steps = [
        ...outwards.map((actor) => partOf(work, actor, CLEAR)),
        ...makes.map((one) => ({ ...partOf(work, one.actor, []), make: [one] })),
        ...[...new Set([...goingOn, ...inwards])].map((actor) => partOf(work, actor, PLACE)),
        ...outwards.map((actor) => partOf(work, actor, CLEAN)),
    ];
    return mergeShares(steps).map((part) => {
        const directories = new Set(part.put.map(({ path }) => posix.dirname(path)));
        const sharedDirectories = new Set([...directories].filter((directory) => isShared(part.actor, directory)));
        return { ...part, sharedDirectories };
    });
}

type Part = Omit<PlacementShare, "sharedDirectories">;

const NOTHING: Work = {
    givingWayFiles: [],
    givingWayDirectories: [],
    make: [],
    put: [],
    correct: [],
    removeFiles: [],
    removeDirectories: [],
    leftovers: [],
};
const KINDS = Object.keys(NOTHING) as (keyof Work)[];

function partOf(work: Work, actor: Actor, phases: Phase): Part {
    const ofActor = phases.map((phase) => [
        phase,
        work[phase].filter((item: WithActor<At>) => keyOf(item.actor) === keyOf(actor)),
    ]);
    return { ...NOTHING, ...Object.fromEntries(ofActor), actor };
}

/** Puts together what one user does without another between, and drops what is empty. */
function mergeShares(steps: readonly Part[]): Part[] {
    const merged: Part[] = [];
    for (const step of steps.filter((part) => KINDS.some((kind) => part[kind].length > 0))) {
        const last = merged.at(-1);
        if (last !== undefined && keyOf(last.actor) === keyOf(step.actor)) {
            const together = KINDS.map((kind) => [kind, [...last[kind], ...step[kind]]]);
            merged[merged.length - 1] = { ...step, ...Object.fromEntries(together) };
        } else {
            merged.push(step);
        }
    }
    return merged;
}

function keyOf({ kind, userId, name }: Actor): string {
    return `${kind} ${userId || name}`;
}
