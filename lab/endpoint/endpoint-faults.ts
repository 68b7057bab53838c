/** How a tunnel ends: by a close frame with this code and reason, or without a word. */
export type TunnelEnd = { readonly code: number; readonly reason?: string } | "abrupt";

/** Where the lab ends a tunnel. */
export interface TunnelCut {
    /** Bytes of the instance that the client still gets. @default all */
    readonly toClient?: number;
    /** Bytes of the client that the instance still gets. @default all */
    readonly toInstance?: number;
    /** Real milliseconds after the handshake. @default no limit */
    readonly afterMs?: number;
    readonly end: TunnelEnd;
    /** How many tunnels are cut like this. @default 1 */
    readonly tunnels?: number;
}

/** Faults of one endpoint, on command. */
export interface EndpointFaults {
    /** The next handshakes are rejected with HTTP and AWS's JSON error. @default status 400, 1 handshake */
    rejectTunnels(error: { code: string; message?: string; status?: number }, handshakes?: number): void;
    /** The next handshakes get no answer. @default 1 */
    hangHandshakes(handshakes?: number): void;
    /** Every handshake is answered so many real milliseconds later. */
    delayHandshakes(delayMs: number): void;
    /** Ends the open tunnels; how many there were. */
    endTunnels(end: TunnelEnd): number;
    /** Plans the end of the next tunnels. */
    cutNextTunnels(cut: TunnelCut): void;
    /** The next handshakes are accepted, and closed in the same moment. @default 1 */
    closeAtOnce(tunnels?: number): void;
    /** Every tunnel ends so many real milliseconds after its handshake, however long it was to last. */
    limitDuration(durationMs: number): void;
    /** Bytes of each frame to the client; 0 sends empty frames between full ones. @default 65536 */
    setFrameSize(bytes: number): void;
    /** The next tunnels begin with a text frame, which is against the protocol. @default 1 */
    sendTextFrames(tunnels?: number): void;
    /** Reported in this state from now on. */
    reportsState(state: string): void;
    /** Ends every fault that is told here but the state. */
    clear(): void;
}

/** What the faults have set. */
export interface EndpointConditions {
    state: string;
    rejections: { code: string; message: string; status: number; left: number }[];
    hanging: number;
    delayMs: number;
    cuts: TunnelCut[];
    durationMs: number;
    frameBytes: number;
    textFrames: number;
    closedAtOnce: number;
}

const WHOLE_FRAMES = 65_536;

/** An endpoint without faults. */
export function noEndpointFaults(state: string): EndpointConditions {
    return {
        state,
        rejections: [],
        hanging: 0,
        delayMs: 0,
        cuts: [],
        durationMs: Number.POSITIVE_INFINITY,
        frameBytes: WHOLE_FRAMES,
        textFrames: 0,
        closedAtOnce: 0,
    };
}

/** The faults over their conditions. `endAll` ends the open tunnels. */
export function makeEndpointFaults(conditions: EndpointConditions, endAll: (end: TunnelEnd) => number): EndpointFaults {
    return {
        rejectTunnels: ({ code, message = code, status = 400 }, handshakes = 1) =>
            void conditions.rejections.push({ code, message, status, left: handshakes }),
        hangHandshakes: (handshakes = 1) => {
            conditions.hanging = handshakes;
        },
        delayHandshakes: (delayMs) => {
            conditions.delayMs = delayMs;
        },
        endTunnels: endAll,
        cutNextTunnels: (cut) => void conditions.cuts.push(cut),
        closeAtOnce: (tunnels = 1) => {
            conditions.closedAtOnce = tunnels;
        },
        limitDuration: (durationMs) => {
            conditions.durationMs = durationMs;
        },
        setFrameSize: (bytes) => {
            conditions.frameBytes = bytes;
        },
        sendTextFrames: (tunnels = 1) => {
            conditions.textFrames = tunnels;
        },
        reportsState: (state) => {
            conditions.state = state;
        },
        clear: () => void Object.assign(conditions, noEndpointFaults(conditions.state)),
    };
}

/** The plan for a new tunnel, if there is one. */
export function takeTunnelCut(conditions: EndpointConditions): TunnelCut | undefined {
    const [cut, ...others] = conditions.cuts;
    if (!cut) return undefined;
    const left = (cut.tunnels ?? 1) - 1;
    conditions.cuts = left > 0 ? [{ ...cut, tunnels: left }, ...others] : others;
    return cut;
}

/** The refusal for a new handshake, if there is one. */
export function takeRejection({ rejections }: EndpointConditions) {
    const next = rejections[0];
    if (!next) return undefined;
    next.left--;
    if (next.left <= 0) rejections.shift();
    return next;
}
