import { createSecretKey } from "node:crypto";
import type { Client } from "ssh2";

/** The part of ssh2's internals that is used here; absent in another version, then nothing is changed. */
type Protocol = Record<string, unknown>;

/** Where a protocol has what encrypts and decrypts; the key exchange puts it there, each time that it is made. */
const HOLDERS = ["_cipher", "_decipher"];
/** The keys that ssh2 hands to Node.js with each packet: of AES-GCM, and the two of ChaCha20-Poly1305. */
const KEYS = ["_encKey", "_encKeyMain", "_encKeyPktLen", "_decipherKey", "_decKeyMain", "_decKeyPktLen"];

/**
 * Has `client` hand its keys to Node.js ready for use. ssh2 makes a cipher for each packet from the bytes of a key; to tell such bytes
 * from a key, Node.js 24 makes two errors and catches them, which takes as long as encrypting 32 KiB twice.
 */
export function readyCipherKeys(client: Client): void {
    const protocol = (client as unknown as { _protocol?: Protocol })._protocol;
    for (const holder of protocol === undefined ? [] : HOLDERS.filter((name) => name in protocol)) {
        watch(protocol as Protocol, holder, (value) => {
            for (const name of KEYS) {
                const key = value[name];
                if (Buffer.isBuffer(key)) {
                    value[name] = createSecretKey(key);
                }
            }
        });
    }
}

/** Has `onValue` see each object that is put under the name from now on, before anybody else does. */
function watch(object: Protocol, name: string, onValue: (value: Record<string, unknown>) => void): void {
    let held = object[name];
    Object.defineProperty(object, name, {
        enumerable: true,
        configurable: true,
        get: () => held,
        set: (value: unknown) => {
            if (typeof value === "object" && value !== null) {
                onValue(value as Record<string, unknown>);
            }
            held = value;
        },
    });
}
