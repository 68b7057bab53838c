import { setTimeout as wait } from "node:timers/promises";
import type { LabInstance } from "../../lab";

/** How many cuts in a row may hit a client before it has signed in again. */
const CUTS_BEFORE_SIGN_IN = 3;

/** What a sign-in takes on a machine that has nothing else to do. */
const USUAL_SIGN_IN_MS = 150;

/**
 * Cuts open connections at random moments and after random bytes, until it is stopped; pauses of up to `longestPauseMs`. Where
 * the machine is so busy that signing in takes long, the pauses are longer by as much: else a client would never get anywhere.
 */
export function startCutting(
    instance: LabInstance,
    random: () => number,
    longestPauseMs = 300,
): { stop(): Promise<void> } {
    let isOver = false;
    let slowness = 1;
    const untilSignedIn = async (before: number) => {
        const cutAt = performance.now();
        while (!isOver && instance.connections.accepted === before && instance.connections.open > 0) {
            await wait(10);
        }
        slowness = Math.max(1, (performance.now() - cutAt) / USUAL_SIGN_IN_MS);
    };
    const cutting = (async () => {
        let signIns = instance.connections.accepted;
        for (let cuts = 1; !isOver; cuts++) {
            await wait(longestPauseMs * slowness * (0.13 + random() * 0.87));
            const manner = random() < 0.5 ? "reset" : "close";
            const bytes = Math.floor(random() * 30_000);
            const [now, fromServer] = [random() < 0.5, random() < 0.5];
            if (now) {
                instance.faults.cutConnections(manner);
            } else {
                instance.faults.cutOpenConnections(
                    fromServer ? { toClient: bytes, manner } : { toServer: bytes, manner },
                );
            }
            if (cuts % CUTS_BEFORE_SIGN_IN === 0) {
                await untilSignedIn(signIns);
                signIns = instance.connections.accepted;
            }
        }
    })();
    return {
        stop: async () => {
            isOver = true;
            await cutting;
            await instance.faults.clear();
        },
    };
}
