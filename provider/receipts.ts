// When a finished run's receipt on the host may go: only when the engine has outlived our answer, so that the answer is in
// state, or was at least seen. Until then a killed engine finds the result again.
import type { Clock } from "./base/clock";
import { type Deadline, makeDeadline } from "./base/deadline";
import { acknowledgeRuns } from "./command";
import type { SessionLease } from "./session/session";
import type { FinishedRun } from "./state";

type Connect = (deadline: Deadline) => Promise<SessionLease>;

export interface Receipts {
    /** Runs whose results are about to be answered, or in state already. */
    add(run: FinishedRun, runIds: readonly string[], connect: Connect): void;
    /** Removes all receipts that are left, on hosts that can be reached quickly. Never rejects. */
    acknowledgeAll(): Promise<void>;
}

/** An engine that is still there this long after the answer has written it down. */
const ENGINE_OUTLIVED_MS = 5_000;
const REACH_LIMIT_MS = 3_000;

interface Pending {
    readonly runIds: string[];
    readonly connect: Connect;
}

export function makeReceipts(deps: { readonly clock: Clock }): Receipts {
    const { clock } = deps;
    /** By instance and user: one connection serves all receipts there. */
    let pending = new Map<string, Pending>();
    let stopTimer: (() => void) | undefined;
    const add = (key: string, runIds: readonly string[], connect: Connect) => {
        const there = pending.get(key) ?? { runIds: [], connect };
        there.runIds.push(...runIds);
        pending.set(key, there);
    };
    const acknowledgeAll = async () => {
        stopTimer?.();
        stopTimer = undefined;
        const due = [...pending];
        pending = new Map();
        const outcomes = due.map(async ([key, { runIds, connect }]) => {
            // Left for the end of the process, when one more attempt is made.
            if (!(await acknowledge(runIds, connect, clock))) {
                add(key, runIds, connect);
            }
        });
        await Promise.all(outcomes);
    };
    return {
        add: (run, runIds, connect) => {
            add(`${run.target.instanceId} ${run.target.osUser}`, runIds, connect);
            stopTimer?.();
            stopTimer = clock.after(ENGINE_OUTLIVED_MS, () => void acknowledgeAll());
        },
        acknowledgeAll,
    };
}

/** False: the host keeps the receipts. A later operation that knows them by state, or their age, removes them. */
async function acknowledge(runIds: readonly string[], connect: Connect, clock: Clock): Promise<boolean> {
    try {
        const lease = await connect(makeDeadline(clock, REACH_LIMIT_MS));
        try {
            return await acknowledgeRuns(runIds, lease.session);
        } finally {
            lease.release();
        }
    } catch {
        return false;
    }
}
