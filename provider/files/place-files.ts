import { reconnectPauseMs } from "../base/reconnect-pause";
import type { Connect } from "../host/connect";
import { makeAttempts, mayTryAgain } from "./attempts";
import { placeOnce } from "./place-once";
import type { FilesDeps, PlaceRequest } from "./place-request";
import type { PlacedPath } from "./placed-path";
import { transferFailed, transferTimedOut } from "./transfer-errors";
import { wantFiles } from "./wanted/want-files";

/**
 * Puts on the host exactly what the request says, over as many connections as it takes, and returns all that is in place.
 * @throws {ProviderError} something is not in place; whatever is, is whole.
 */
export async function placeFiles(
    request: PlaceRequest,
    connect: Connect,
    deps: FilesDeps,
): Promise<readonly PlacedPath[]> {
    const outOfTime = () => transferTimedOut(deps.deadline);
    const wanted = request.wanted ?? (await wantFiles(request.files, deps.deadline));
    const attempts = makeAttempts(deps.clock);
    while (mayTryAgain(attempts, deps.clock)) {
        if (attempts.count > 0) {
            deps.log.status("Connecting again");
            const pauseMs = reconnectPauseMs(attempts.fruitless, deps.random);
            await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
        }
        attempts.fruitless += 1;
        const lease = await connect(deps.deadline);
        try {
            const placed = await deps.deadline.race(
                (signal) => placeOnce({ ...request, wanted }, lease.host, attempts, signal, deps),
                outOfTime,
            );
            if (placed !== undefined) {
                return placed;
            }
        } finally {
            lease.release();
        }
        attempts.count += 1;
    }
    throw transferFailed("FILE_LINK_LOST", "the connection was lost repeatedly");
}
