import type { HostFacts } from "../look/ask-host";
import type { WantedPath } from "../wanted/survey-sources";
import { type Actor, isActor } from "./actor";

/** Permissions and owner that something must have; undefined where they stay as they are. */
export interface Attributes {
    readonly mode: number | undefined;
    readonly owner: string | undefined;
    readonly group: string | undefined;
}

/** The right to search a directory goes with the right to read it. */
export function directoryMode({ entry }: WantedPath): number | undefined {
    return entry.mode === undefined ? undefined : withSearch(entry.mode);
}

function withSearch(mode: number): number {
    return mode | ((mode & 0o444) >> 2);
}

/** Permissions of a file that is put in place: as asked for, else as they are, with the source's word on executable. */
function fileMode({ entry, what }: WantedPath, facts: HostFacts): number | undefined {
    if (what.kind !== "file") {
        return undefined;
    }
    if (entry.mode !== undefined) {
        return what.executable === true ? withSearch(entry.mode) : entry.mode;
    }
    const kept = facts.kind === "file" || facts.kind === "unreadable" ? facts.mode : 0o644;
    return withExecutable(kept, what.executable);
}

function withExecutable(mode: number, executable: boolean | undefined): number {
    if (executable === undefined || executable === ((mode & 0o111) !== 0)) {
        return mode;
    }
    return executable ? withSearch(mode) : mode & ~0o111;
}

/** What is wrong with the permissions and the owner of something whose content is right. */
export function correctionOf(item: WantedPath, facts: HostFacts): Attributes {
    const { entry, what } = item;
    const mode = what.kind === "directory" ? directoryMode(item) : fileMode(item, facts);
    const owner =
        entry.owner !== undefined && !isActor(entry.owner, { userId: facts.userId, name: facts.owner })
            ? entry.owner
            : undefined;
    const group =
        entry.group !== undefined && !isActor(entry.group, { userId: facts.groupId, name: facts.group })
            ? entry.group
            : undefined;
    return { mode: mode === facts.mode || facts.kind === "link" ? undefined : mode, owner, group };
}

/**
 * Who is to own what is put at a path: as asked for, else as it is, as far as whoever does it may give that, else who would own it without root. Of what somebody put
 * into a directory that is open to all, root keeps nothing: its owner and its permissions may be a trap.
 */
export function owningOf(
    item: WantedPath | undefined,
    facts: HostFacts,
    actor: Actor,
    isPublic: boolean,
    login: { readonly userId: string; readonly groups: readonly string[] },
): Pick<Attributes, "owner" | "group"> {
    const isKept = facts.kind !== "absent" && !isTrap(facts, actor, isPublic);
    if (actor.kind === "root") {
        // What who signs in could have made is that user's, though root makes it.
        const isLogins = facts.mayWrite && !isKept && login.userId !== "0";
        return {
            owner: item?.entry.owner ?? (isKept ? facts.userId : isLogins ? login.userId : undefined),
            group: item?.entry.group ?? (isKept ? facts.groupId : isLogins ? login.groups[0] : undefined),
        };
    }
    const keptGroup = isKept && actor.groups?.includes(facts.groupId) === true ? facts.groupId : undefined;
    return { owner: undefined, group: item?.entry.group ?? keptGroup };
}

/** The permissions of a file that is put in place; what acts for its owner or its group is kept for nobody else. */
export function placedMode(item: WantedPath, facts: HostFacts, actor: Actor, isPublic: boolean): number | undefined {
    if (item.entry.mode !== undefined) {
        return fileMode(item, facts);
    }
    const isSame = actor.kind === "root" || (facts.userId === actor.userId && actor.groups?.includes(facts.groupId));
    const kept = isTrap(facts, actor, isPublic) ? 0o644 : isSame ? facts.mode : facts.mode & 0o777;
    return fileMode(item, { ...facts, mode: kept });
}

function isTrap(facts: HostFacts, actor: Actor, isPublic: boolean): boolean {
    return actor.kind === "root" && isPublic && (facts.userId !== "0" || facts.linkCount > 1);
}

/** Whether permissions and owner of what is there can be changed where it is; else a file is put there anew. */
export function mayCorrect(facts: HostFacts, actor: Actor, isPublic: boolean): boolean {
    if (actor.kind !== "root") {
        return facts.userId === actor.userId;
    }
    // Another name of the file may be one that somebody made for this.
    return !(isPublic && facts.userId !== "0") && (facts.kind !== "file" || facts.linkCount === 1);
}
