import type { Clock } from "../base/clock";
import { isProviderError, type ProviderError } from "../base/error";
import { once } from "../base/once";
import type { OpenDeps } from "./attempt";
import { type FirstUseKeys, makeFirstUseKeys } from "./first-use-keys";
import { judgeHostKey, planHostKeyCheck } from "./host-key";
import { FRESH_ED25519, keyChoiceName } from "./key-source";
import { openSession } from "./open-session";
import { type SessionRequest, wayOf } from "./request";
import type { SessionLease } from "./session";
import { noAnswerYet, noPlaceError, timeoutError } from "./session-errors";
import type { OpenSession } from "./ssh-session";

/** All open connections of this process, shared by the resources that may share them. */
export interface SessionPool {
    /** A place on a connection to the target: on one that is open if it has room, else on a new one. */
    lease(request: SessionRequest): Promise<SessionLease>;
    /** Ends every connection at once. */
    closeAll(): void;
}

/** sshd's MaxSessions is 10 by default and it frees slots late: above this many it starts to refuse. */
const LEASES_PER_CONNECTION = 8;
const CONNECTIONS_PER_HOST = 4;
/** Commands that have held every place for this long are long ones: another connection is opened beside them. */
const LONG_HELD_MS = 1_000;
const IDLE_LIMIT_MS = 60_000;

interface Connection {
    readonly session: OpenSession;
    leases: number;
    stopIdleTimer: () => void;
}

/** Connections that may be shared: same instance, user, way and credentials. */
interface Group {
    readonly connections: Connection[];
    opening: Promise<Connection> | undefined;
    /** What the opening has met with last. */
    setback: ProviderError | undefined;
    /** Called, all of them, whenever a place may have become free. */
    waiting: (() => void)[];
}

export function makeSessionPool(deps: OpenDeps): SessionPool {
    const groups = new Map<string, Group>();
    let closed = false;
    const pool: Pool = { groups, firstUseKeys: makeFirstUseKeys(), deps, isClosed: () => closed };
    return {
        lease: (request) => leaseIn(pool, groupKey(request), request),
        closeAll: () => {
            closed = true;
            for (const connection of [...groups.values()].flatMap((group) => group.connections)) {
                connection.session.close();
            }
        },
    };
}

function groupKey(request: SessionRequest): string {
    const { target, credentialsKey, key = FRESH_ED25519 } = request;
    return JSON.stringify([credentialsKey, target.instanceId, target.osUser, wayOf(request), keyChoiceName(key)]);
}

interface Pool {
    readonly groups: Map<string, Group>;
    readonly firstUseKeys: FirstUseKeys;
    readonly deps: OpenDeps;
    isClosed(): boolean;
}

async function leaseIn(pool: Pool, key: string, request: SessionRequest): Promise<SessionLease> {
    const { groups, firstUseKeys, deps } = pool;
    const group = groups.get(key) ?? { connections: [], opening: undefined, setback: undefined, waiting: [] };
    groups.set(key, group);
    const connection = await connectionFor(group, request, pool);
    const fingerprint = connection.session.facts.hostKeyFingerprint;
    const verdict = judgeHostKey(planFor(request, firstUseKeys), fingerprint);
    if (verdict.kind === "refused") {
        giveBack(group, connection, deps.clock);
        // The host may also hold the key that this resource expects: it gets a connection of its own, checked by its own rule.
        return leaseIn(pool, `${key} ${verdict.expected.join()}`, request);
    }
    firstUseKeys.remember(request, verdict, fingerprint);
    if (pool.isClosed()) {
        connection.session.close();
    }
    return { session: connection.session, release: once(() => giveBack(group, connection, deps.clock)) };
}

function planFor(request: SessionRequest, firstUseKeys: FirstUseKeys) {
    return planHostKeyCheck(request.hostKeyPolicy, request.hostKeys, firstUseKeys.recordedFor(request));
}

/** A connection with a place taken on it. */
async function connectionFor(group: Group, request: SessionRequest, pool: Pool): Promise<Connection> {
    const { clock } = pool.deps;
    let deadline = request.deadline;
    let mayOpenBeside = false;
    for (;;) {
        const roomy = group.connections
            .filter((connection) => !connection.session.isGone() && connection.leases < placesOn(connection))
            .sort((left, right) => left.leases - right.leases)[0];
        if (roomy !== undefined) {
            return take(roomy);
        }
        if (group.opening !== undefined) {
            await joinOpening(group, group.opening, { ...request, deadline });
            continue;
        }
        if (group.connections.length === 0 || (mayOpenBeside && group.connections.length < CONNECTIONS_PER_HOST)) {
            return take(await open(group, { ...request, deadline }, pool));
        }
        const waitedFrom = clock.monotonicMs();
        // Its own time is not spent by waiting for a place, but the operation has an end.
        mayOpenBeside = await deadline.extendedBy(Number.POSITIVE_INFINITY).race(
            () => placeMayBeFree(group, clock),
            () => noPlaceError(request.target),
        );
        deadline = deadline.extendedBy(clock.monotonicMs() - waitedFrom);
    }
}

/**
 * Waits for somebody else's connection, as long as one has time oneself. Its failure is ours only where we would fare no better:
 * not if it was about its host keys or its deadline, nor if its program has gone wrong.
 */
async function joinOpening(group: Group, opening: Promise<Connection>, request: SessionRequest): Promise<void> {
    const late = () => timeoutError(group.setback ?? noAnswerYet(request.target), request.target);
    try {
        await request.deadline.race(() => opening, late);
    } catch (error) {
        const isCommon = isProviderError(error) && error.failure.layer !== "host-key" && !error.failure.retryable;
        if (isCommon || request.deadline.expired()) {
            throw error;
        }
    }
}

async function open(group: Group, request: SessionRequest, { firstUseKeys, deps }: Pool): Promise<Connection> {
    const onSetback = (error: ProviderError) => {
        group.setback = error;
    };
    const opening = openSession(request, planFor(request, firstUseKeys), { ...deps, onSetback }).then(
        ({ session, verdict }) => {
            firstUseKeys.remember(request, verdict, session.facts.hostKeyFingerprint);
            const connection: Connection = { session, leases: 0, stopIdleTimer: () => {} };
            group.connections.push(connection);
            void session.gone.then(() => {
                connection.stopIdleTimer();
                group.connections.splice(group.connections.indexOf(connection), 1);
                wakeAll(group);
            });
            return connection;
        },
    );
    group.opening = opening;
    try {
        return await opening;
    } finally {
        group.opening = undefined;
        group.setback = undefined;
    }
}

/** Fewer where the server's MaxSessions is lower than usual, which a refused channel has shown. */
function placesOn({ session }: Connection): number {
    return Math.min(LEASES_PER_CONNECTION, Math.max(1, session.capacity()));
}

function take(connection: Connection): Connection {
    connection.leases += 1;
    connection.stopIdleTimer();
    return connection;
}

function giveBack(group: Group, connection: Connection, clock: Clock): void {
    connection.leases -= 1;
    if (connection.leases === 0 && !connection.session.isGone()) {
        connection.stopIdleTimer = clock.after(IDLE_LIMIT_MS, () => connection.session.close());
    }
    wakeAll(group);
}

function wakeAll(group: Group): void {
    for (const wake of group.waiting.splice(0)) {
        wake();
    }
}

/** Resolves when a place may be free (false) or when none has become free for so long that one more connection is due (true). */
function placeMayBeFree(group: Group, clock: Clock): Promise<boolean> {
    return new Promise((resolve) => {
        const stopTimer = clock.after(LONG_HELD_MS, () => resolve(true));
        group.waiting.push(() => {
            stopTimer();
            resolve(false);
        });
    });
}
