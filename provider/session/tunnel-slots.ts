/** The connections that this process may have through each endpoint. */
export interface TunnelSlots {
    /** A slot, in the order of asking; call what it resolves to when the connection is over. Rejects when the signal is aborted. */
    take(endpointId: string, signal: AbortSignal): Promise<() => void>;
    /** How many wait for a connection through the endpoint: for a slot, or because AWS allows no more now. */
    wanted(endpointId: string): number;
    /**
     * Says that AWS allows the holder of a slot no connection now, since there are too many; call what it returns when that is over.
     * Room is made as for whoever waits for a slot.
     */
    lackRoom(endpointId: string): () => void;
    /** Whether connections of ours are open through the endpoint. */
    isInUse(endpointId: string): boolean;
    /** Whether a slot of the endpoint is free. */
    hasRoom(endpointId: string): boolean;
}

/** AWS allows 20 connections through an endpoint; the other half is for people and for other programs. */
const SLOTS_PER_ENDPOINT = 10;

interface Endpoint {
    taken: number;
    /** Holders of a slot that AWS allows no connection. */
    lacking: number;
    waiting: (() => void)[];
}

/** Slots, all of them free. `onWanted` is called for everybody who has to wait. */
export function makeTunnelSlots(onWanted: (endpointId: string) => void): TunnelSlots {
    const endpoints = new Map<string, Endpoint>();
    const endpointOf = (endpointId: string) => {
        const endpoint = endpoints.get(endpointId) ?? { taken: 0, lacking: 0, waiting: [] };
        endpoints.set(endpointId, endpoint);
        return endpoint;
    };
    const free = (endpoint: Endpoint) => {
        let isTaken = true;
        return () => {
            if (!isTaken) {
                return;
            }
            isTaken = false;
            const next = endpoint.waiting.shift();
            // Handed on without becoming free: nobody who comes now goes before those who wait.
            if (next === undefined) {
                endpoint.taken -= 1;
            } else {
                next();
            }
        };
    };
    return {
        wanted: (endpointId) => {
            const { waiting, lacking } = endpointOf(endpointId);
            return waiting.length + lacking;
        },
        lackRoom: (endpointId) => {
            const endpoint = endpointOf(endpointId);
            let isLacking = true;
            endpoint.lacking += 1;
            onWanted(endpointId);
            return () => {
                endpoint.lacking -= isLacking ? 1 : 0;
                isLacking = false;
            };
        },
        isInUse: (endpointId) => {
            const { taken, lacking } = endpointOf(endpointId);
            return taken > lacking;
        },
        hasRoom: (endpointId) => endpointOf(endpointId).taken < SLOTS_PER_ENDPOINT,
        take: (endpointId, signal) => {
            const endpoint = endpointOf(endpointId);
            if (endpoint.taken < SLOTS_PER_ENDPOINT) {
                endpoint.taken += 1;
                return Promise.resolve(free(endpoint));
            }
            return new Promise((resolve, reject) => {
                const get = () => {
                    signal.removeEventListener("abort", leave);
                    resolve(free(endpoint));
                };
                const leave = () => {
                    endpoint.waiting = endpoint.waiting.filter((other) => other !== get);
                    reject(signal.reason);
                };
                if (signal.aborted) {
                    leave();
                    return;
                }
                signal.addEventListener("abort", leave, { once: true });
                endpoint.waiting.push(get);
                onWanted(endpointId);
            });
        },
    };
}
