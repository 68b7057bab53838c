import type { HostFacts } from "../look/host-facts";
import type { WantedPath } from "../wanted/wanted-path";
import { type Actor, isActor } from "./actor";
import type { Attributes } from "./attributes";
import { directoryMode, fileMode } from "./permissions";

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

/** Whether permissions and owner of what is there can be changed where it is; else a file is put there anew. */
export function mayCorrect(facts: HostFacts, actor: Actor, isPublic: boolean): boolean {
    if (actor.kind !== "root") {
        return facts.userId === actor.userId;
    }
    // Another name of the file may be one that somebody made for this.
    return !(isPublic && facts.userId !== "0") && (facts.kind !== "file" || facts.linkCount === 1);
}
