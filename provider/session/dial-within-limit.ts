import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock";
import { hasCode } from "../base/error";
import type { TunnelSlots } from "./tunnel-slots";

/** A dial through an endpoint for which a slot is held. */
export interface TunnelDial {
    readonly endpointId: string;
    /** Dials once; `waitedMs` is time that does not count. */
    readonly dialOnce: (waitedMs: number) => Promise<Duplex>;
    /** How long may be waited for others than ourselves, and for ourselves. */
    readonly limits: { readonly othersMs: number; readonly ownMs: () => number };
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Dials, and again while AWS allows no more connections through the endpoint: connections of ours that nobody uses are closed for it.
 * Time in which others of ours hold connections does not count.
 * @throws {ProviderError} what the last dial came to.
 */
export async function dialWithinLimit(
    { endpointId, dialOnce, limits }: TunnelDial,
    { clock, slots }: { readonly clock: Clock; readonly slots: TunnelSlots },
): Promise<{ readonly stream: Duplex; readonly waitedMs: number }> {
    let found = () => {};
    let ownMs = 0;
    let othersMs = 0;
    try {
        for (let refusals = 0; ; refusals += 1) {
            try {
                return { stream: await dialOnce(ownMs), waitedMs: ownMs };
            } catch (error) {
                const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** refusals);
                if (!hasCode(error, "TUNNEL_LIMIT")) {
                    throw error;
                }
                found = refusals === 0 ? slots.lackRoom(endpointId) : found;
                const isOwn = slots.isInUse(endpointId);
                if (isOwn ? limits.ownMs() <= pauseMs : othersMs + pauseMs > limits.othersMs) {
                    throw error;
                }
                await clock.sleep(pauseMs);
                ownMs += isOwn ? pauseMs : 0;
                othersMs += isOwn ? 0 : pauseMs;
            }
        }
    } finally {
        found();
    }
}
