/** What both sides of a connection must agree on, under the name of the option in sshd_config. */
export type AlgorithmKind = "KexAlgorithms" | "HostKeyAlgorithms" | "Ciphers" | "MACs";

/** The algorithms that one side offers. */
export type AlgorithmOffer = Readonly<Record<AlgorithmKind, readonly string[]>>;

const KEXINIT = 20;
/** Length of the packet, length of its padding, type of the message, and a cookie (RFC 4253, 6 and 7.1). */
const BEFORE_LISTS = 4 + 1 + 1 + 16;

/** Marks of extensions among the key exchange algorithms: they name no algorithm. */
const EXTENSION = /^(ext-info-|kex-strict-)/;

/**
 * What a server offers, from the first bytes that it sends: a line that identifies it, and a packet that is not encrypted yet.
 * Undefined as long as that is not complete, and if it is something else. ssh2 reports neither list when none matches.
 */
export function readServerOffer(bytes: Buffer): AlgorithmOffer | undefined {
    const line = bytes.indexOf("SSH-");
    const end = bytes.indexOf("\n", line);
    if (line === -1 || end === -1) {
        return undefined;
    }
    const packet = bytes.subarray(end + 1);
    if (packet.length < BEFORE_LISTS || packet[5] !== KEXINIT || packet.length < 4 + packet.readUInt32BE()) {
        return undefined;
    }
    const [kex, hostKeys, ciphers, , macs] = readLists(packet.subarray(BEFORE_LISTS), 5);
    return kex && hostKeys && ciphers && macs
        ? {
              KexAlgorithms: kex.filter((name) => !EXTENSION.test(name)),
              HostKeyAlgorithms: hostKeys,
              Ciphers: ciphers,
              MACs: macs,
          }
        : undefined;
}

function readLists(bytes: Buffer, count: number): readonly string[][] {
    const lists: string[][] = [];
    let at = 0;
    while (lists.length < count && at + 4 <= bytes.length) {
        const start = at + 4;
        at = start + bytes.readUInt32BE(at);
        lists.push(bytes.toString("latin1", start, at).split(",").filter(Boolean));
    }
    return lists;
}
