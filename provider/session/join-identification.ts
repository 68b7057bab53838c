import type { Client } from "ssh2";

/** The part of ssh2's internals that is used here; absent in another version, then nothing is changed. */
interface Protocol {
    parse?: (chunk: Buffer, start: number, end: number) => unknown;
}

/** Lines before the identification are allowed (RFC 4253, 4.2); sshd's are short. */
const LONGEST_BYTES = 65_536;

/**
 * Gives `client` the server's identification line in one piece. ssh2 1.17 loses the middle of one that arrives in three pieces or more,
 * as it may through a tunnel or a proxy, and then reports that the line is not valid.
 */
export function joinIdentification(client: Client): void {
    const protocol = (client as unknown as { _protocol?: Protocol })._protocol;
    const parse = protocol?.parse;
    if (protocol === undefined || typeof parse !== "function" || parse.length !== 3) {
        return;
    }
    let held = Buffer.alloc(0);
    protocol.parse = function (chunk, start, end) {
        held = Buffer.concat([held, chunk.subarray(start, end)]);
        const begin = held.indexOf("SSH-");
        const isWhole = begin !== -1 && held.indexOf("\n", begin) !== -1;
        if (!isWhole && held.length < LONGEST_BYTES) {
            return undefined;
        }
        protocol.parse = parse;
        return parse.call(this, held, 0, held.length);
    };
}
