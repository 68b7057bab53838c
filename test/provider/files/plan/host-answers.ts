import type { HostAnswer } from "../../../../provider/files/look/host-answer";
import { ABSENT, type HostFacts } from "../../../../provider/files/look/host-facts";
import type { Keeper } from "../../../../provider/files/look/keeper";
import type { Leftover } from "../../../../provider/files/look/leftover";
import type { Sight } from "../../../../provider/files/look/sight";
import type { PlacedPath } from "../../../../provider/files/placed-path";
import type { Actor } from "../../../../provider/files/plan/actor";
import type { WantedPath } from "../../../../provider/files/wanted/wanted-path";
import { makeFile } from "../../../support/files-host";

const USERS: Readonly<Record<string, { readonly userId: string; readonly groups: readonly string[] }>> = {
    root: { userId: "0", groups: ["0", "root"] },
    ec2: { userId: "1000", groups: ["1000", "ec2", "10", "wheel"] },
    alice: { userId: "1001", groups: ["1001", "alice"] },
};

export const absent: HostFacts = ABSENT;

/** What stands at a path, as `ls -l` shows it: `aThing("file", "root", 0o644)`. */
export function aThing(kind: HostFacts["kind"], owner: string, mode: number, more: Partial<HostFacts> = {}): HostFacts {
    const { userId = owner, groups = [owner] } = USERS[owner] ?? {};
    return { ...ABSENT, kind, mode, owner, userId, group: owner, groupId: groups[0] ?? "", ...more };
}

/** What a user saw; `keepers` by the directories that others than that user and root can change. */
export function aSight(name: string, keepers: Readonly<Record<string, string>> = {}): Sight {
    const { userId = name, groups = [name] } = USERS[name] ?? {};
    const keeperAt = (path: string): Keeper | undefined => {
        const keeper = keepers[path];
        return keeper === undefined ? undefined : { path, userId: USERS[keeper]?.userId ?? keeper, name: keeper };
    };
    return {
        userId,
        name,
        groups,
        hasTar: true,
        hasGzip: true,
        facts: new Map(),
        mayWrite: new Set(),
        leftovers: [],
        keeperOf: (directory) => {
            const above = directory.split("/").map((_, index, names) => names.slice(0, index + 1).join("/"));
            return above.map(keeperAt).find((keeper) => keeper !== undefined);
        },
        sudoRefusal: undefined,
    };
}

export interface Scene {
    readonly facts?: Readonly<Record<string, HostFacts>>;
    readonly login?: Sight;
    readonly root?: Sight;
    readonly owners?: readonly Sight[];
    readonly leftovers?: readonly Leftover[];
    readonly sudoRefusal?: string;
}

export function anAnswer({ facts = {}, login = aSight("ec2"), root, owners = [], ...more }: Scene): HostAnswer {
    return {
        facts: new Map(Object.entries(facts)),
        leftovers: more.leftovers ?? [],
        login,
        root,
        owners: new Map(owners.map((sight) => [sight.userId, sight])),
        sudoRefusal: more.sudoRefusal,
    };
}

type Entry = Partial<WantedPath["entry"]>;

const hashOf = (content: string) => `sha256 of ${content}`;

/** A file that is to be there, with a hash that stands for its content. */
export function wantFile(path: string, content: string, entry: Entry = {}, executable?: boolean): WantedPath {
    const what = { kind: "file" as const, sha256: hashOf(content), sizeBytes: content.length };
    return {
        path,
        entry: makeFile(path, content, entry),
        what: executable === undefined ? what : { ...what, executable },
        ordinal: 0,
    };
}

export function wantDirectory(path: string, entry: Entry = {}): WantedPath {
    return { path, entry: makeFile(path, undefined, entry), what: { kind: "directory" }, ordinal: -1 };
}

export function wantLink(path: string, target: string): WantedPath {
    return { path, entry: makeFile(path, undefined), what: { kind: "link", target }, ordinal: 0 };
}

/** A file of the host with the content of `wantFile`. */
export function aFile(owner: string, mode: number, content: string, more: Partial<HostFacts> = {}): HostFacts {
    return aThing("file", owner, mode, { sha256: hashOf(content), sizeBytes: content.length, ...more });
}

/** What an earlier operation put there to be removed. */
export function wasPlaced(path: string, content: string, changes: Partial<PlacedPath> = {}): PlacedPath {
    return { path, kind: "file", value: hashOf(content), onDelete: "remove", made: true, ...changes };
}

export const named = ({ kind, name }: Actor) => `${kind} ${name}`;
