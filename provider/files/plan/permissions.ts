import type { HostFacts } from "../look/host-facts";
import type { WantedPath } from "../wanted/wanted-path";
import type { Actor } from "./actor";
import { mayBeTrap } from "./may-be-trap";

/** The right to search a directory goes with the right to read it. */
export function directoryMode({ entry }: WantedPath): number | undefined {
    return entry.mode === undefined ? undefined : withSearch(entry.mode);
}

/** Of a directory that is not there yet. */
export function newDirectoryMode(item: WantedPath): number | undefined {
    return directoryMode(item) ?? item.newMode;
}

function withSearch(mode: number): number {
    return mode | ((mode & 0o444) >> 2);
}

/** Permissions of a file that is put in place: as asked for, else as they are, with the source's word on executable. */
export function fileMode({ entry, what, newMode }: WantedPath, facts: HostFacts): number | undefined {
    if (what.kind !== "file") {
        return undefined;
    }
    if (entry.mode !== undefined) {
        return what.executable === true ? withSearch(entry.mode) : entry.mode;
    }
    const kept = facts.kind === "file" || facts.kind === "unreadable" ? facts.mode : (newMode ?? 0o644);
    return withExecutable(kept, what.executable);
}

function withExecutable(mode: number, executable: boolean | undefined): number {
    if (executable === undefined || executable === ((mode & 0o111) !== 0)) {
        return mode;
    }
    return executable ? withSearch(mode) : mode & ~0o111;
}

/** The permissions of a file that is put in place; what acts for its owner or its group is kept for nobody else. */
export function placedMode(item: WantedPath, facts: HostFacts, actor: Actor, isPublic: boolean): number | undefined {
    if (item.entry.mode !== undefined) {
        return fileMode(item, facts);
    }
    const isSame = actor.kind === "root" || (facts.userId === actor.userId && actor.groups?.includes(facts.groupId));
    const kept = mayBeTrap(facts, actor, isPublic) ? 0o644 : isSame ? facts.mode : facts.mode & 0o777;
    return fileMode(item, { ...facts, mode: kept });
}
