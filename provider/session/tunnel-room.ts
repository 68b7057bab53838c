import type { Clock } from "../base/clock";
import { HANDED_ON } from "../base/handed-on";
import type { SharedConnection } from "./shared-connection";
import { makeTunnelSlots, type TunnelSlots } from "./tunnel-slots";

/** A run that is only followed gives its tunnel up to others after so long. */
const FOLLOWED_LIMIT_MS = 30_000;
const LOOK_MS = 1_000;

/** The slots of endpoints, for the connections of a pool. */
export interface TunnelRoom {
    readonly slots: TunnelSlots;
    /** Looks again, when a connection through the endpoint has become idle. */
    onIdle(endpointId: string): void;
}

/**
 * Makes room where somebody waits for a slot: a connection that nobody uses is closed at once, and one on which runs are only followed
 * after a while, since they go on without it.
 */
export function makeTunnelRoom(connections: () => readonly SharedConnection[], clock: Clock): TunnelRoom {
    const looking = new Set<string>();
    const ending = new Set<SharedConnection>();
    const end = (connection: SharedConnection, reason?: string) => {
        ending.add(connection);
        void connection.session.gone.then(() => ending.delete(connection));
        connection.session.close(reason);
    };
    const makeRoom = (endpointId: string) => {
        const leaving = [...ending].filter((connection) => connection.endpointId === endpointId).length;
        const staying = connections().filter(
            (connection) =>
                connection.endpointId === endpointId && !connection.session.isGone() && !ending.has(connection),
        );
        const idle = staying.filter(({ holders }) => holders.size === 0);
        const followed = staying
            .flatMap((connection) => {
                const since = connection.followedSince();
                return since !== undefined && clock.monotonicMs() - since >= FOLLOWED_LIMIT_MS
                    ? [{ connection, since }]
                    : [];
            })
            .sort((left, right) => left.since - right.since)
            .map(({ connection }) => connection);
        const missing = Math.max(0, slots.wanted(endpointId) - leaving);
        for (const connection of [...idle, ...followed].slice(0, missing)) {
            end(connection, connection.holders.size === 0 ? undefined : HANDED_ON);
        }
        if (slots.wanted(endpointId) > 0 && !looking.has(endpointId)) {
            looking.add(endpointId);
            clock.after(LOOK_MS, () => {
                looking.delete(endpointId);
                makeRoom(endpointId);
            });
        }
    };
    const slots = makeTunnelSlots(makeRoom);
    return {
        slots,
        onIdle: (endpointId) => {
            if (slots.wanted(endpointId) > 0) {
                makeRoom(endpointId);
            }
        },
    };
}
