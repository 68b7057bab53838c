import { setTimeout as delay } from "node:timers/promises";
import type { Conditions } from "../faults/conditions";
import type { PushedKeys } from "./pushed-keys";

/**
 * The authorized_keys lines of an OS user as AWS's AuthorizedKeysCommand would print them: live keys of a user that exists.
 * A key refusal in the conditions is used up only where a key would have been accepted.
 */
export async function findAuthorizedKeys(
    osUser: string,
    osUsers: readonly string[],
    keys: PushedKeys,
    conditions: Conditions,
): Promise<readonly string[]> {
    if (conditions.keyCheckMs > 0) await delay(conditions.keyCheckMs);
    const live = osUsers.includes(osUser) ? keys.live(osUser) : [];
    if (live.length === 0) return [];
    if (conditions.keyRefusals > 0) {
        conditions.keyRefusals--;
        return [];
    }
    return live.map((key) => key.line);
}
