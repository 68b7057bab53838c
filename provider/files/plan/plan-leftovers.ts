import { posix } from "node:path";
import type { HostAnswer } from "../look/host-answer";
import type { Leftover } from "../look/leftover";
import { attempt } from "./attempt";
import type { ActorChoice } from "./choose-actor";
import type { At, WithActor } from "./work";

/** Only whose stage it is may clear it away, where that user is at work anyway or may be: it is not worth a failure. */
export function planLeftovers({ leftovers, login }: HostAnswer, { actorOf }: ActorChoice): WithActor<Leftover & At>[] {
    const { userId, name, groups } = login;
    return leftovers.flatMap((left) => {
        const path = left.directory;
        if (left.userId === userId && userId !== "0") {
            return [{ ...left, path, actor: { kind: "login" as const, userId, name, groups } }];
        }
        return attempt(() => [{ ...left, path, actor: actorOf(posix.join(path, left.stageName), {}) }]).filter(
            ({ actor }) => actor.userId === left.userId,
        );
    });
}
