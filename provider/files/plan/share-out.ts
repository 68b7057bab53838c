import { posix } from "node:path";
import { inTreeOrder } from "../path-tree";
import type { Actor } from "./actor";
import type { At, PlacementShare, WithActor, Work } from "./work";

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
