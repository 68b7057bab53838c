import { posix } from "node:path";
import { ABSENT } from "../look/host-facts";
import type { WantedPath } from "../wanted/wanted-path";
import type { NewDirectory } from "./choose-actor";
import type { Ground } from "./ground";
import { isPublic } from "./is-public";
import { owningOf } from "./owning";
import { newDirectoryMode } from "./permissions";
import type { Work } from "./work";

/** Directories that are not there yet: on the way to what is wanted, and wanted themselves. */
export interface Missing {
    readonly above: readonly string[];
    readonly wanted: readonly WantedPath[];
}

const USUAL_MODE = 0o755;

/** What is known of each before it is decided who makes it. */
export function newDirectoriesOf({ above, wanted }: Missing): ReadonlyMap<string, NewDirectory> {
    return new Map<string, NewDirectory>([
        ...above.map((path) => [path, { mode: USUAL_MODE, owner: undefined, wish: {} }] as const),
        ...wanted.map((item) => {
            const { path, entry } = item;
            return [path, { mode: newDirectoryMode(item) ?? USUAL_MODE, owner: entry.owner, wish: entry }] as const;
        }),
    ]);
}

/** Decides who makes each directory, and whose it is to be. @throws {ProviderError} nobody can make it safely. */
export function planMakes({ above, wanted }: Missing, ground: Ground): Work["make"] {
    return [
        ...above.map((path) => planMake(path, undefined, ground)),
        ...wanted.map((item) => planMake(item.path, item, ground)),
    ];
}

function planMake(
    path: string,
    item: WantedPath | undefined,
    { factsOf, choice, login }: Ground,
): Work["make"][number] {
    const actor = choice.actorOf(path, item?.entry ?? {});
    const facts = { ...ABSENT, mayWrite: factsOf(path).mayWrite };
    return {
        path,
        mode: (item && newDirectoryMode(item)) ?? USUAL_MODE,
        actor,
        ...owningOf(item, facts, actor, isPublic(factsOf, posix.dirname(path)), login),
    };
}
