/** What an endpoint has seen of tunnels. */
export interface TunnelLog {
    /** Tunnels that were opened. */
    readonly opened: number;
    /** Tunnels that are open now. */
    readonly open: number;
    /** The most tunnels that were ever open at a time. */
    readonly mostAtOnce: number;
    /** Handshakes that were refused, for whatever reason. */
    readonly refused: number;
}

/** The side of the log that writes. */
export interface TunnelRecorder {
    readonly log: TunnelLog;
    opened(): void;
    closed(): void;
    refused(): void;
}

/** An empty log. */
export function recordTunnels(): TunnelRecorder {
    const log = { opened: 0, open: 0, mostAtOnce: 0, refused: 0 };
    return {
        log,
        opened: () => {
            log.opened++;
            log.open++;
            log.mostAtOnce = Math.max(log.mostAtOnce, log.open);
        },
        closed: () => void log.open--,
        refused: () => void log.refused++,
    };
}
