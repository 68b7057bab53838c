import { setTimeout as delay } from "node:timers/promises";
import type { LabClock } from "../clock";
import type { Conditions } from "../faults/conditions";
import type { ConnectionRecorder } from "./connection-log";
import type { HostKey } from "./host-keys";
import type { PushedKeys } from "./pushed-keys";
import type { SshHostDuties } from "./ssh-host";

/** AWS's AuthorizedKeysCommand runs under `timeout 5s`: when it is slower, sshd gets no keys. */
const LONGEST_KEY_CHECK_MS = 5_000;

/** What the duties are made of. */
export interface DutyParts {
    readonly clock: LabClock;
    readonly conditions: Conditions;
    readonly keys: PushedKeys;
    readonly recorder: ConnectionRecorder;
    readonly homes: ReadonlyMap<string, string>;
    readonly forward: SshHostDuties["forward"];
    readonly reboot: SshHostDuties["reboot"];
}

/** What an SSH server asks of the lab, answered for one instance. */
export function makeDuties(parts: DutyParts, hostKeys: readonly HostKey[]): SshHostDuties {
    const { clock, conditions, recorder, homes } = parts;
    return {
        hostKeys,
        homes,
        authorizedKeys: (osUser) => findAuthorizedKeys(osUser, parts),
        recordSignIn: (osUser, outcome, keyFingerprint) =>
            recorder.signIn({ time: clock.now(), osUser, outcome, ...(keyFingerprint && { keyFingerprint }) }),
        recordCommand: recorder.command,
        forward: parts.forward,
        reboot: parts.reboot,
        maxStartups: () => conditions.maxStartups,
    };
}

/**
 * The authorized_keys lines as AWS's AuthorizedKeysCommand would print them: live keys of a user that exists. A key refusal
 * in the conditions is used up only where a key would have been accepted.
 */
async function findAuthorizedKeys(osUser: string, parts: DutyParts): Promise<readonly string[]> {
    const { conditions, keys, homes } = parts;
    const costMs = conditions.keyCheckMs;
    if (costMs > 0) await delay(Math.min(costMs, LONGEST_KEY_CHECK_MS), undefined, { ref: false });
    const live = homes.has(osUser) && costMs < LONGEST_KEY_CHECK_MS ? keys.live(osUser) : [];
    if (live.length === 0) return [];
    if (conditions.keyRefusals > 0) {
        conditions.keyRefusals--;
        return [];
    }
    return live.map((key) => key.line);
}
