import { PLAIN_WORDS, type Wording, worded } from "../base/words";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { HostKeyVerdict } from "./host-key";
import type { SessionRequest } from "./request";

/** Host keys trusted on first use in this process: what one resource has met holds for the others on that instance. */
export interface FirstUseKeys {
    /** What counts as recorded for the request: state's fingerprints, else those met earlier in this process. */
    recordedFor(request: SessionRequest): readonly string[];
    /** Keeps a key that was accepted on first use, and warns about it once. */
    remember(request: SessionRequest, verdict: HostKeyVerdict, fingerprint: string): void;
}

export function makeFirstUseKeys(): FirstUseKeys {
    const metKeys = new Map<string, string>();
    return {
        recordedFor: ({ recordedHostKeys, target }) => {
            const met = metKeys.get(target.instanceId);
            return recordedHostKeys.length > 0 || met === undefined ? recordedHostKeys : [met];
        },
        remember: ({ target, log, hostKeyPolicy, firstUseReason }, verdict, fingerprint) => {
            // Another connection may have met a key in the meantime: whether this one is the same is then for the judge to say.
            if (verdict.kind !== "first-use" || metKeys.has(target.instanceId)) {
                return;
            }
            metKeys.set(target.instanceId, fingerprint);
            const words = log.words ?? PLAIN_WORDS;
            log.warning(
                `The host key of ${target.instanceId} was trusted on first use: ${fingerprint}. ` +
                    `${worded(whyFirst(hostKeyPolicy, firstUseReason), words)}It is ${words.keptForLater} from now on; a changed key will be refused.`,
            );
        },
    };
}

function whyFirst(policy: HostKeyPolicy, reason: string | undefined): Wording {
    const also = reason === undefined ? "" : `, and ${reason}`;
    return policy === "auto" ? ({ noKeyKnown }) => `${noKeyKnown}${also}. ` : "";
}
