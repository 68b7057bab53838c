import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { systemRandom } from "../../../provider/base/random";
import { makeSessionPool, type SessionPool } from "../../../provider/session";
import { readServerOffer } from "../../../provider/session/server-offer";
import { labRequest } from "../../support/lab-sessions";

let lab: Lab;
let pool: SessionPool;
beforeEach(() => {
    pool = makeSessionPool({ clock: systemClock, random: systemRandom });
});
beforeAll(async () => {
    lab = await startLab();
});
afterEach(() => pool.closeAll());
afterAll(() => lab.stop());

/** What comes of a sign-in to a real sshd with these lines in its configuration. */
async function signIn(...sshdConfig: string[]): Promise<{ code: string; text: string; pushes: number }> {
    const instance = await lab.launchInstance({ kind: "openssh", sshdConfig });
    const before = lab.requests.length;
    try {
        const lease = await pool.lease(labRequest(lab, instance));
        lease.release();
        return { code: "", text: "", pushes: lab.requests.length - before };
    } catch (error) {
        const { failure } = error as { failure: { code: string } };
        return { code: failure.code, text: JSON.stringify(failure), pushes: lab.requests.length - before };
    } finally {
        await instance.terminate();
    }
}

describe("hardened sshd", () => {
    test.each([
        ["Ciphers chacha20-poly1305@openssh.com"],
        ["KexAlgorithms diffie-hellman-group16-sha512"],
        ["MACs hmac-sha2-512-etm@openssh.com", "Ciphers aes256-ctr", "KexAlgorithms diffie-hellman-group16-sha512"],
    ])("with %s is signed in to", async (...lines) => {
        expect(await signIn(...lines)).toEqual({ code: "", text: "", pushes: 1 });
    });

    test.each([
        [
            "KexAlgorithms",
            "KexAlgorithms diffie-hellman-group18-sha512",
            "diffie-hellman-group18-sha512",
            "curve25519-sha256",
        ],
        ["Ciphers", "Ciphers aes192-ctr", "aes192-ctr", "aes128-gcm@openssh.com"],
        ["MACs", "Ciphers aes128-ctr\nMACs umac-64@openssh.com", "umac-64@openssh.com", "hmac-sha2-256"],
    ])("with %s that are not supported is refused at once, with both lists", async (option, lines, theirs, ours) => {
        const { code, text, pushes } = await signIn(...lines.split("\n"));
        expect([code, pushes]).toEqual(["SSH_NO_COMMON_ALGORITHM", 0]);
        expect(text).toContain(`to ${option} in the instance's sshd_config`);
        expect(text).toMatch(new RegExp(`offered by sshd: ${theirs}\\b`));
        expect(text).toMatch(new RegExp(`supported here: [^\\\\]*${ours}\\b`));
        expect(text).not.toContain("kex-strict");
    });
});

describe("what a server offers", () => {
    const list = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    const payload = Buffer.concat([
        Buffer.from([20]),
        Buffer.alloc(16, 7),
        ...["a,kex-strict-s-v00@openssh.com", "b", "c,d", "c,d", "e", "e", "none", "none", "", ""].map(list),
        Buffer.alloc(5),
    ]);
    const packet = Buffer.concat([Buffer.from([0, 0, 0, payload.length + 5, 4]), payload, Buffer.alloc(4)]);
    const whole = Buffer.concat([Buffer.from("a banner\r\nSSH-2.0-x\r\n"), packet]);

    test("is read from its first packet, without the marks of extensions", () => {
        expect(readServerOffer(whole)).toEqual({
            KexAlgorithms: ["a"],
            HostKeyAlgorithms: ["b"],
            Ciphers: ["c", "d"],
            MACs: ["e"],
        });
    });

    test("is not known before the packet is complete, nor from anything else", () => {
        for (let length = 0; length < whole.length; length += 1) {
            expect(readServerOffer(whole.subarray(0, length))).toBeUndefined();
        }
        expect(readServerOffer(Buffer.from("SSH-2.0-x\r\n".padEnd(200, "x")))).toBeUndefined();
    });
});
