import { posix } from "node:path";
import type { Actor } from "./actor";
import type { Leftover } from "./ask-host";
import type { Attributes } from "./attributes";
import type { WantedPath } from "./survey";

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
const PLACE: Phase = ["make", "put", "correct", "removeFiles", "leftovers"];
const CLEAN: Phase = ["removeDirectories"];
const EVERYTHING: Phase = [...CLEAR, ...PLACE, ...CLEAN];

/**
 * Divides work among those who do it: what goes away goes from the inside, where directories are their owners', to the outside,
 * which is root's; what comes, the other way round. One user does all in one go.
 */
export function sharesOf(work: Work, isShared: (actor: Actor, directory: string) => boolean): PlacementShare[] {
    const actors = new Map<string, Actor>();
    for (const phase of EVERYTHING) {
        for (const { actor } of work[phase]) {
            actors.set(keyOf(actor), actor);
        }
    }
    const ofRoot = [...actors.values()].filter(({ kind }) => kind === "root");
    const others = [...actors.values()].filter(({ kind }) => kind !== "root");
    const outwards = [...others, ...ofRoot];
    const steps: [Actor, Phase][] = [
        ...outwards.map((actor): [Actor, Phase] => [actor, CLEAR]),
        ...[...ofRoot, ...others].map((actor): [Actor, Phase] => [actor, PLACE]),
        ...outwards.map((actor): [Actor, Phase] => [actor, CLEAN]),
    ];
    const merged: { actor: Actor; phases: Phase }[] = [];
    for (const [actor, phases] of steps) {
        const isBusy = phases.some((phase) => work[phase].some((item) => keyOf(item.actor) === keyOf(actor)));
        const last = merged.at(-1);
        if (isBusy && last !== undefined && keyOf(last.actor) === keyOf(actor)) {
            last.phases = [...last.phases, ...phases];
        } else if (isBusy) {
            merged.push({ actor, phases });
        }
    }
    return merged.map(({ actor, phases }) => {
        const of = <T extends { readonly actor: Actor }>(phase: keyof Work, items: readonly T[]): readonly T[] =>
            phases.includes(phase) ? items.filter((item) => keyOf(item.actor) === keyOf(actor)) : [];
        const directories = new Set(of("put", work.put).map(({ path }) => posix.dirname(path)));
        return {
            actor,
            sharedDirectories: new Set([...directories].filter((directory) => isShared(actor, directory))),
            givingWayFiles: of("givingWayFiles", work.givingWayFiles),
            givingWayDirectories: of("givingWayDirectories", work.givingWayDirectories),
            make: of("make", work.make),
            put: of("put", work.put),
            correct: of("correct", work.correct),
            removeFiles: of("removeFiles", work.removeFiles),
            removeDirectories: of("removeDirectories", work.removeDirectories),
            leftovers: of("leftovers", work.leftovers),
        };
    });
}

function keyOf({ kind, userId, name }: Actor): string {
    return `${kind} ${userId || name}`;
}
