import { isProviderError } from "../base/error";
import type { HostShell } from "./host-shell";
import type { PlacementPlan } from "./plan-placement";

/** A smaller file is sent and hashed before other shells are open. */
export const LANES_FROM_BYTES = 32 * 1024 * 1024;
/** From here on several channels carry a large file faster than one does: each carries 2 MiB in a round trip. */
const LONG_ROUND_TRIP_MS = 12;
const LANES_OF_LONG_LINK = 4;

/** How many shells beside the main one make the plan's large files faster, by what it took to open that. */
export function chooseLaneCount({ put }: PlacementPlan, openingMs: number): number {
    const isLarge = put.some(({ wanted: { what } }) => what.kind === "file" && what.sizeBytes >= LANES_FROM_BYTES);
    // A channel takes two round trips to open.
    return !isLarge ? 0 : openingMs / 2 < LONG_ROUND_TRIP_MS ? 1 : LANES_OF_LONG_LINK;
}

/** Opens so many shells, fewer where the host refuses more. Each attempt is over when it resolves or rejects. */
export async function openLanes(count: number, openShell: () => Promise<HostShell>): Promise<readonly HostShell[]> {
    const attempts = await Promise.allSettled(Array.from({ length: count }, openShell));
    const shells: HostShell[] = [];
    for (const attempt of attempts) {
        if (attempt.status === "fulfilled") {
            shells.push(attempt.value);
        } else if (!isRefusal(attempt.reason)) {
            throw attempt.reason;
        }
    }
    return shells;
}

function isRefusal(error: unknown): boolean {
    return isProviderError(error) && error.failure.code === "SSH_CHANNEL_REFUSED";
}
