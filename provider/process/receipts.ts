// When a finished run's receipt on the host may go: when the engine ends this process in an orderly way, with no call under way.
// It has written every answer down by then. A killed engine leaves the receipts, and the next operation finds the results.
import type { Clock } from "../base/clock";
import type { KnownRun } from "../command";
import type { Connect } from "../host";
import { forgetRuns } from "../operation";
import type { FinishedOperation } from "../state";

export interface Receipts {
    /** Runs whose results are about to be answered, or in state already. */
    add(finished: Pick<FinishedOperation, "target">, runIds: readonly KnownRun[], connect: Connect): void;
    /**
     * Removes all receipts, on hosts that can be reached quickly: on those that are still connected, and on some more. Never
     * rejects.
     */
    acknowledgeAll(): Promise<void>;
}

interface Pending {
    readonly runIds: KnownRun[];
    readonly connect: Connect;
    /** Of the last one, on the clock that never jumps. */
    addedAt: number;
}

/** An idle connection has been closed by then: another one would need a push. */
const CONNECTED_MS = 60_000;
/** Pushes that AWS is asked for at the end, when it has only seconds to answer them. */
const MOST_RECONNECTS = 50;

export function makeReceipts(deps: { readonly clock: Clock }): Receipts {
    /** By instance and user: one connection serves all receipts there. */
    const pending = new Map<string, Pending>();
    return {
        add: ({ target }, runIds, connect) => {
            const key = `${target.instanceId} ${target.osUser}`;
            const there = pending.get(key) ?? { runIds: [], connect, addedAt: 0 };
            there.runIds.push(...runIds);
            there.addedAt = deps.clock.monotonicMs();
            pending.set(key, there);
        },
        acknowledgeAll: async () => {
            const all = [...pending.values()].sort((left, right) => right.addedAt - left.addedAt);
            pending.clear();
            const connectedFrom = deps.clock.monotonicMs() - CONNECTED_MS;
            const connected = all.filter(({ addedAt }) => addedAt >= connectedFrom).length;
            const due = all.slice(0, connected + MOST_RECONNECTS);
            await Promise.all(due.map((there) => acknowledge(there, deps.clock)));
        },
    };
}

/** Where it fails the host keeps the receipts. A later operation that knows them by state, or their age, removes them. */
async function acknowledge({ runIds, connect }: Pending, clock: Clock): Promise<void> {
    // Nobody is told: the results are in state.
    await forgetRuns(runIds, connect, clock).catch(() => {});
}
