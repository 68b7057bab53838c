import type { Clock } from "../base/clock";
import { isProviderError, type ProviderError } from "../base/error";
import type { Random } from "../base/random";
import type { OpenDeps } from "./attempt";
import { type Dial, dial } from "./dial";
import { type FirstUseKeys, makeFirstUseKeys } from "./first-use-keys";
import { judgeHostKey, planHostKeyCheck } from "./host-key";
import { FRESH_ED25519, keyChoiceName } from "./key-source";
import { openSession } from "./open-session";
import type { SessionRequest } from "./request";
import type { SessionLease } from "./session";
import { endingError, noAnswerYet, noPlaceError, timeoutError } from "./session-errors";
import { type Place, type SharedConnection, shareConnection } from "./shared-connection";
import { makeTunnelRoom, type TunnelRoom } from "./tunnel-room";

/** All open connections of this process, shared by the resources that may share them. */
export interface SessionPool {
    /** A place on a connection to the target: on one that is open if it has room, else on a new one. */
    lease(request: SessionRequest): Promise<SessionLease>;
    /** Ends every connection at once. */
    closeAll(): void;
}

const CONNECTIONS_PER_HOST = 4;
/** Commands that have held every place for this long are long ones: another connection is opened beside them. */
const LONG_HELD_MS = 1_000;

/** Connections that may be shared: same instance, user, way and credentials. */
interface Group {
    readonly connections: SharedConnection[];
    opening: Promise<SharedConnection> | undefined;
    /** What the opening has met with last. */
    setback: ProviderError | undefined;
    /** Called, all of them, whenever a place may have become free. */
    waiting: (() => void)[];
}

/** What a pool is made of. */
export interface PoolDeps {
    readonly clock: Clock;
    readonly random: Random;
    /** Opens the stream to sshd. @default dials every kind of way itself */
    readonly dial?: Dial;
}

export function makeSessionPool({ clock, random, dial: dialWay = dial }: PoolDeps): SessionPool {
    const groups = new Map<string, Group>();
    const connections = () => [...groups.values()].flatMap((group) => group.connections);
    const room = makeTunnelRoom(connections, clock);
    let closed = false;
    const deps = { clock, random, dial: dialWay, slots: room.slots };
    const pool: Pool = {
        groups,
        room,
        deps,
        firstUseKeys: makeFirstUseKeys(),
        routesTaken: new Map(),
        isClosed: () => closed,
    };
    return {
        lease: (request) => leaseIn(pool, groupKey(request), request),
        closeAll: () => {
            closed = true;
            for (const { session } of connections()) {
                session.close();
            }
        },
    };
}

function groupKey({ target, routeChoice, credentialsKey, key = FRESH_ED25519 }: SessionRequest): string {
    return JSON.stringify([credentialsKey, target.instanceId, target.osUser, routeChoice, keyChoiceName(key)]);
}

interface Pool {
    readonly groups: Map<string, Group>;
    readonly firstUseKeys: FirstUseKeys;
    /** The name of the route that was taken last, by instance and choice of the program. */
    readonly routesTaken: Map<string, string>;
    readonly room: TunnelRoom;
    readonly deps: OpenDeps;
    isClosed(): boolean;
}

async function leaseIn(pool: Pool, key: string, request: SessionRequest): Promise<SessionLease> {
    const { groups, firstUseKeys } = pool;
    const group = groups.get(key) ?? { connections: [], opening: undefined, setback: undefined, waiting: [] };
    groups.set(key, group);
    const { connection, onlyFollows, giveBack } = await placeFor(group, request, pool);
    const { session } = connection;
    const fingerprint = session.facts.hostKeyFingerprint;
    const verdict = judgeHostKey(planFor(request, firstUseKeys), fingerprint);
    if (verdict.kind === "refused") {
        giveBack();
        // The host may also hold the key that this resource expects: it gets a connection of its own, checked by its own rule.
        return leaseIn(pool, `${key} ${verdict.expected.join()}`, request);
    }
    firstUseKeys.remember(request, verdict, fingerprint);
    if (pool.isClosed()) {
        giveBack();
        session.close();
        throw endingError(request.target);
    }
    const { hostKey, terminal, forward } = session;
    return { session, hostKey, terminal, forward, onlyFollows, release: giveBack };
}

function planFor(request: SessionRequest, firstUseKeys: FirstUseKeys) {
    return planHostKeyCheck(request.hostKeyPolicy, request.hostKeys, firstUseKeys.recordedFor(request));
}

/** A place on a connection that is open, or on a new one. */
async function placeFor(group: Group, request: SessionRequest, pool: Pool): Promise<Place> {
    const { clock, slots } = pool.deps;
    const { isJump = false } = request;
    let deadline = request.deadline;
    let mayOpenBeside = false;
    for (;;) {
        const roomy = group.connections
            .filter((connection) => connection.hasRoom(isJump))
            .sort((left, right) => left.holders.size - right.holders.size)[0];
        if (roomy !== undefined) {
            return roomy.take(isJump);
        }
        if (group.opening !== undefined) {
            await joinOpening(group, group.opening, { ...request, deadline });
            continue;
        }
        // Where connections are few, those of other instances go first.
        const { endpointId } = group.connections[0] ?? {};
        const hasRoom = endpointId === undefined || slots.hasRoom(endpointId);
        const isFew = group.connections.length < CONNECTIONS_PER_HOST;
        if (group.connections.length === 0 || (mayOpenBeside && isFew && hasRoom)) {
            return (await open(group, { ...request, deadline }, pool)).take(isJump);
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
async function joinOpening(group: Group, opening: Promise<SharedConnection>, request: SessionRequest): Promise<void> {
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

async function open(group: Group, request: SessionRequest, pool: Pool): Promise<SharedConnection> {
    const { firstUseKeys, deps, room, routesTaken } = pool;
    const onSetback = (error: ProviderError) => {
        group.setback = error;
    };
    const routeKey = JSON.stringify([request.target.instanceId, request.routeChoice]);
    const plan = planFor(request, firstUseKeys);
    const opening = openSession(
        request,
        plan,
        { ...deps, onSetback },
        routesTaken.get(routeKey) ?? request.preferredRoute,
    ).then(({ session, verdict, route: { name, way } }) => {
        firstUseKeys.remember(request, verdict, session.facts.hostKeyFingerprint);
        routesTaken.set(routeKey, name);
        const endpointId = way.kind === "tunnel" ? way.endpointId : undefined;
        const onFree = () => {
            wakeAll(group);
            if (endpointId !== undefined) {
                room.onIdle(endpointId);
            }
        };
        const connection = shareConnection({ session, endpointId, clock: deps.clock, onFree });
        group.connections.push(connection);
        void session.gone.then(() => {
            group.connections.splice(group.connections.indexOf(connection), 1);
            wakeAll(group);
        });
        return connection;
    });
    group.opening = opening;
    try {
        return await opening;
    } finally {
        group.opening = undefined;
        group.setback = undefined;
    }
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
