import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { ProviderError } from "../base/error";
import { printAddress } from "./print-address";

interface Place {
    readonly address: string;
    readonly port: number;
}

/** Opens a TCP connection from the host at the other end of a client (`direct-tcpip`, RFC 4254, 7.2). */
export async function forwardOn(client: Client, place: Place, gone: Promise<string>): Promise<Duplex> {
    const opening = new Promise<Duplex>((resolve, reject) => {
        try {
            client.forwardOut("127.0.0.1", 0, place.address, place.port, (error, stream) => {
                if (error === undefined) {
                    resolve(stream);
                } else {
                    reject(error);
                }
            });
        } catch (error) {
            // ssh2 throws at once when the client is closed.
            reject(error);
        }
    });
    const lost = gone.then((reason) => {
        throw new Error(reason);
    });
    // Whoever loses the race fails later, unheard.
    lost.catch(() => {});
    opening.catch(() => {});
    try {
        return await Promise.race([opening, lost]);
    } catch (error) {
        throw forwardError(error as Error, place);
    }
}

/** The reason codes of a channel that was not opened (RFC 4254, 5.1). */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** Why a jump host did not open a connection. */
export function forwardError(error: Error & { readonly reason?: unknown }, { address, port }: Place): ProviderError {
    const { reason, message } = error;
    const words = message.replace(/^\(SSH\) Channel open failure: /, "");
    const place = printAddress(address, port);
    if (reason === PROHIBITED) {
        return new ProviderError({
            code: "JUMP_FORWARDING_REFUSED",
            summary: `The jump host does not allow a connection to ${place}: ${words}.`,
            commandRan: "did-not-run",
            retryable: false,
            remedies: [
                "Check AllowTcpForwarding, PermitOpen and DisableForwarding in the jump host's sshd_config: forwarding to the instance must be allowed.",
            ],
            details: message,
        });
    }
    return new ProviderError({
        code: "JUMP_CONNECT_FAILED",
        summary: `Could not reach sshd at ${place} from the jump host: ${words}.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies:
            reason === CONNECT_FAILED
                ? [
                      `Allow TCP port ${port} from the jump host in the instance's security group, and check that sshd runs there.`,
                      ({ route, port: door }) => `Check ${route} and ${door}.`,
                  ]
                : [({ again }) => `Run ${again}.`],
        details: message,
    });
}
