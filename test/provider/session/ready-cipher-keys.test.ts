import { KeyObject } from "node:crypto";
import { Client } from "ssh2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, startLab } from "../../../lab";
import { readyCipherKeys } from "../../../provider/session/ready-cipher-keys";

let lab: Lab;
beforeAll(async () => {
    lab = await startLab();
});
afterAll(() => lab.stop());

type Holder = Record<string, unknown>;

/** What encrypts and what decrypts on a connection with the cipher, and how it ended: without a key, with sshd's refusal. */
async function signInWith(cipher: "aes128-gcm@openssh.com" | "chacha20-poly1305@openssh.com") {
    const instance = await lab.launchInstance();
    const client = new Client();
    const ended = new Promise<{ outbound: Holder; inbound: Holder; error: Error }>((resolve) => {
        client.on("error", (error) => {
            const { _cipher, _decipher } = (client as unknown as { _protocol: Record<string, Holder> })._protocol;
            resolve({ outbound: _cipher ?? {}, inbound: _decipher ?? {}, error });
        });
    });
    client.connect({
        host: instance.privateAddress,
        port: instance.port,
        username: "nobody",
        algorithms: { cipher: [cipher] },
    });
    readyCipherKeys(client);
    return ended;
}

test.each([
    ["aes128-gcm@openssh.com", ["_encKey"], ["_decipherKey"]],
    ["chacha20-poly1305@openssh.com", ["_encKeyMain", "_encKeyPktLen"], ["_decKeyMain", "_decKeyPktLen"]],
] as const)(
    "ssh2 gets keys that are ready for use, in both directions, and talks with them: %s",
    async (cipher, encrypting, decrypting) => {
        const { outbound, inbound, error } = await signInWith(cipher);
        expect(encrypting.map((name) => outbound[name])).toEqual(encrypting.map(() => expect.any(KeyObject)));
        expect(decrypting.map((name) => inbound[name])).toEqual(decrypting.map(() => expect.any(KeyObject)));
        expect(error.message).toBe("All configured authentication methods failed");
    },
);
