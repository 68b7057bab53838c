import type { Clock } from "../base/clock";
import type { OpenSession } from "./ssh-session";

/** One user of a connection. */
interface Holder {
    /** Since when it only follows something; undefined: it does more than that. */
    followsSince: number | undefined;
    /** Whether it takes one of the places; a jump has room for any number. */
    readonly counts: boolean;
}

/** An open connection that several may use at a time. */
export interface SharedConnection {
    readonly session: OpenSession;
    /** The endpoint that it goes through. */
    readonly endpointId: string | undefined;
    readonly holders: ReadonlySet<Holder>;
    /** Whether another may join: it has a place, or wants none, and it is not near the end that its route sets. */
    hasRoom(isJump: boolean): boolean;
    /** Takes a place. */
    take(isJump: boolean): Place;
    /** Since when all who use it only follow something; undefined if somebody does more, or nobody uses it. */
    followedSince(): number | undefined;
}

/** A place on a connection. */
export interface Place {
    readonly connection: SharedConnection;
    onlyFollows(): void;
    giveBack(): void;
}

/** sshd's MaxSessions is 10 by default and it frees slots late: above this many it starts to refuse. */
const PLACES = 8;
const IDLE_LIMIT_MS = 60_000;
/** AWS ends a tunnel after an hour, whatever is under way: what begins shortly before goes to a new one. */
const TUNNEL_JOIN_LIMIT_MS = 3_000_000;

export interface Opened {
    readonly session: OpenSession;
    readonly endpointId: string | undefined;
    readonly clock: Clock;
    /** Told whenever a place has become free. */
    readonly onFree: () => void;
}

/** A connection that nobody uses yet. It closes when nobody has used it for a while. */
export function shareConnection({ session, endpointId, clock, onFree }: Opened): SharedConnection {
    const holders = new Set<Holder>();
    const openedAt = clock.monotonicMs();
    let stopIdleTimer = () => {};
    void session.gone.then(() => stopIdleTimer());
    const connection: SharedConnection = {
        session,
        endpointId,
        holders,
        hasRoom: (isJump) => {
            // Fewer where the server's MaxSessions is lower than usual, which a refused channel has shown.
            const places = Math.min(PLACES, Math.max(1, session.capacity()));
            const isEnding = endpointId !== undefined && clock.monotonicMs() - openedAt > TUNNEL_JOIN_LIMIT_MS;
            const taken = [...holders].filter(({ counts }) => counts).length;
            return !session.isGone() && !isEnding && (isJump || taken < places);
        },
        followedSince: () => {
            const since = [...holders].map(({ followsSince }) => followsSince ?? Number.POSITIVE_INFINITY);
            const latest = Math.max(...since);
            return Number.isFinite(latest) ? latest : undefined;
        },
        take: (isJump) => {
            const holder: Holder = { followsSince: undefined, counts: !isJump };
            holders.add(holder);
            stopIdleTimer();
            return {
                connection,
                onlyFollows: () => {
                    holder.followsSince ??= clock.monotonicMs();
                },
                giveBack: () => {
                    if (!holders.delete(holder)) {
                        return;
                    }
                    if (holders.size === 0 && !session.isGone()) {
                        stopIdleTimer = clock.after(IDLE_LIMIT_MS, () => session.close());
                    }
                    onFree();
                },
            };
        },
    };
    return connection;
}
