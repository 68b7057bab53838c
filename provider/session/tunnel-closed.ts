/** The endpoint ended a tunnel: the one error that says why, since SSH sees nothing but a stream that ends. */
export class TunnelClosedError extends Error {
    /** Of the close frame (RFC 6455, 7.4); 1006 where there was none. */
    readonly closeCode: number;
    /** AWS's words; may be empty. */
    readonly reason: string;

    constructor(endpointId: string, closeCode: number, reason: string) {
        const why =
            reason === ""
                ? closeCode === 1006
                    ? "without a reason (code 1006)"
                    : `code ${closeCode}`
                : `${reason} (code ${closeCode})`;
        super(`the endpoint ${endpointId} closed the tunnel: ${why}`);
        this.name = "TunnelClosedError";
        this.closeCode = closeCode;
        this.reason = reason;
    }
}
