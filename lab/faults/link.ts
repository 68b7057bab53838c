/** How a connection is ended by the lab: with a TCP reset, a proper close, or by silence, as when a cable is pulled. */
export type CutManner = "reset" | "close" | "silence";

/** Where to cut. Bytes are counted on the raw TCP stream, from the start of each connection. */
export interface CutPlan {
    /** Bytes that the client still gets. */
    readonly toClient?: number;
    /** Bytes that the server still gets. */
    readonly toServer?: number;
    /** How many connections are cut like this. @default 1 */
    readonly connections?: number;
    /** @default "reset" */
    readonly manner?: CutManner;
}

/** What the network between the clients and an instance is like; changes hold at once. */
export interface LinkState {
    /** One-way delay. */
    latencyMs: number;
    /** Of each direction of each connection; Infinity is unlimited. */
    bytesPerSecond: number;
    /** No listener: connections are refused. */
    refusesConnections: boolean;
    /** Connections are accepted, but nothing is heard from the server. */
    withholdsBanner: boolean;
    cuts: CutPlan[];
}

/** A link without faults. */
export function perfectLink(): LinkState {
    return {
        latencyMs: 0,
        bytesPerSecond: Number.POSITIVE_INFINITY,
        refusesConnections: false,
        withholdsBanner: false,
        cuts: [],
    };
}

/** Takes the plan for a new connection, if there is one. */
export function takeCut(link: LinkState): CutPlan | undefined {
    const [plan, ...others] = link.cuts;
    if (!plan) return undefined;
    const left = (plan.connections ?? 1) - 1;
    link.cuts = left > 0 ? [{ ...plan, connections: left }, ...others] : others;
    return plan;
}
