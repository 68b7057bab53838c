import { isProviderError } from "../../base/error";
import type { Shell } from "../../host/shell";
import type { PlacementShare } from "../plan/work";

/** A smaller file is sent and hashed before other shells are open. */
export const LANES_FROM_BYTES = 32 * 1024 * 1024;
/** From here on several channels carry a large file faster than one does: each carries 2 MiB in a round trip. */
const LONG_ROUND_TRIP_MS = 12;
const LANES_OF_LONG_LINK = 4;

/** Whether round trips take long, by what it took to open a channel: two of them. */
export function isLongLink(openingMs: number): boolean {
    return openingMs / 2 >= LONG_ROUND_TRIP_MS;
}

/** How many shells beside the main one make the plan's large files faster. */
export function chooseLaneCount({ put }: PlacementShare, isLong: boolean): number {
    const isLarge = put.some(({ wanted: { what } }) => what.kind === "file" && what.sizeBytes >= LANES_FROM_BYTES);
    return !isLarge ? 0 : isLong ? LANES_OF_LONG_LINK : 1;
}

/** Opens so many shells, fewer where the host refuses more. Each attempt is over when it resolves or rejects. */
export async function openLanes(count: number, openShell: () => Promise<Shell>): Promise<readonly Shell[]> {
    const attempts = await Promise.allSettled(Array.from({ length: count }, openShell));
    const shells: Shell[] = [];
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
