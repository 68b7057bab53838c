import type { HostFacts } from "../look/host-facts";
import type { WantedPath } from "../wanted/wanted-path";
import type { Actor } from "./actor";
import type { Attributes } from "./attributes";
import { mayBeTrap } from "./may-be-trap";

/**
 * Who is to own what is put at a path: as asked for, else as it is, as far as whoever does it may give that, else who would own it
 * without root. Of what somebody put into a directory that is open to all, root keeps nothing: its owner and its permissions may
 * be a trap.
 */
export function owningOf(
    item: WantedPath | undefined,
    facts: HostFacts,
    actor: Actor,
    isPublic: boolean,
    login: { readonly userId: string; readonly groups: readonly string[] },
): Pick<Attributes, "owner" | "group"> {
    const isKept = facts.kind !== "absent" && !mayBeTrap(facts, actor, isPublic);
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
