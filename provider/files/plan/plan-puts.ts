import { posix } from "node:path";

import { hostError } from "../host-error";

import type { WantedPath } from "../wanted/wanted-path";
import { differs } from "./compare-content";
import { correctionOf, mayCorrect } from "./correction";
import type { Ground } from "./ground";
import { isPublic } from "./is-public";
import { owningOf } from "./owning";
import { placedMode } from "./permissions";
import type { Put, Work } from "./work";

/**
 * Decides which files and links are put in place, and which things only get other permissions or another owner.
 * @throws {ProviderError} nobody can do it safely.
 */
export function planPuts(wanted: readonly WantedPath[], ground: Ground): Pick<Work, "put" | "correct"> {
    const { factsOf, choice } = ground;
    const put: Put[] = [];
    const correct: Work["correct"][number][] = [];
    for (const item of wanted) {
        const facts = factsOf(item.path);
        const correction = correctionOf(item, facts);
        const isDirectory = item.what.kind === "directory";
        if (differs(item, facts)) {
            put.push(planPut(item, ground));
        } else if (Object.values(correction).some((value) => value !== undefined)) {
            const actor = choice.actorOf(item.path, item.entry);
            if (mayCorrect(facts, actor, isPublic(factsOf, posix.dirname(item.path)))) {
                correct.push({ path: item.path, isDirectory, actor, ...correction });
            } else if (isDirectory) {
                throw hostError("set the owner and the mode of", item.path, "Operation not permitted", actor.name);
            } else {
                put.push(planPut(item, ground));
            }
        }
    }
    return { put, correct };
}

function planPut(item: WantedPath, { factsOf, choice, login }: Ground): Put {
    const actor = choice.actorOf(item.path, item.entry);
    const facts = factsOf(item.path);
    const inPublic = isPublic(factsOf, posix.dirname(item.path));
    return {
        path: item.path,
        wanted: item,
        actor,
        mode: placedMode(item, facts, actor, inPublic),
        ...owningOf(item, facts, actor, inPublic, login),
    };
}
