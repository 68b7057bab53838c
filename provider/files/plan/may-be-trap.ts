import type { HostFacts } from "../look/host-facts";
import type { Actor } from "./actor";

/** Whether somebody may have put a thing there so that root does with it what that user could not do. */
export function mayBeTrap(facts: HostFacts, actor: Actor, isPublic: boolean): boolean {
    return actor.kind === "root" && isPublic && (facts.userId !== "0" || facts.linkCount > 1);
}
