import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { judgePrivateKey } from "../../../provider/base/private-key";
import { systemRandom } from "../../../provider/base/random";
import { makeSessionPool, type SessionPool } from "../../../provider/session";
import { type KeyChoice, keyChoiceName, makeKeySource } from "../../../provider/session/key-source";
import { labRequest } from "../../support/lab-sessions";

const PASSPHRASE = "correct horse";
let folder: string;
let lab: Lab;
let pool: SessionPool | undefined;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eic-keys-"));
    lab = await startLab();
});
afterEach(() => pool?.closeAll());
afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await lab.stop();
});

interface Made {
    readonly text: string;
    readonly publicBlob: string;
}

/** A key as ssh-keygen makes it; `format` is its `-m`. */
function keygen(
    type: string,
    bits: string | undefined,
    format: string | undefined,
    passphrase = "",
    cipher?: string,
): Made {
    const path = join(folder, `key-${systemRandom.hex(6)}`);
    const options = [
        ...(bits ? ["-b", bits] : []),
        ...(format ? ["-m", format] : []),
        ...(cipher ? ["-Z", cipher] : []),
    ];
    execFileSync("ssh-keygen", ["-q", "-t", type, ...options, "-N", passphrase, "-C", "", "-f", path]);
    return {
        text: readFileSync(path, "utf8"),
        publicBlob: readFileSync(`${path}.pub`, "utf8").split(" ")[1]?.trim() ?? "",
    };
}

const own = (privateKey: string, passphrase?: string): KeyChoice => ({ kind: "own", privateKey, passphrase });

describe("an own key", () => {
    test.each([
        ["ed25519", undefined, undefined, ""],
        ["ed25519", undefined, undefined, PASSPHRASE],
        ["rsa", "2048", undefined, ""],
        ["rsa", "3072", undefined, PASSPHRASE],
        ["rsa", "2048", "PEM", ""],
        ["rsa", "2048", "PEM", PASSPHRASE],
        ["rsa", "4096", "PKCS8", ""],
        ["rsa", "2048", "PKCS8", PASSPHRASE],
    ])(
        "%s %s in format %s with passphrase %j signs in, and its public half is pushed",
        async (type, bits, format, passphrase) => {
            const { text, publicBlob } = keygen(type, bits, format, passphrase);
            const given = passphrase === "" ? undefined : passphrase;
            expect(judgePrivateKey(text, given)).toEqual({ kind: "usable" });
            const instance = await lab.launchInstance();
            pool = makeSessionPool({ clock: systemClock, random: systemRandom });
            const { session } = await pool.lease(labRequest(lab, instance, { key: own(text, given) }));
            expect(instance.pushedKeys.map(({ blob }) => blob)).toEqual([publicBlob]);
            expect(session.facts.keyFingerprint).toBe(instance.connections.signIns[0]?.keyFingerprint);
            expect(instance.connections.signIns.map(({ outcome }) => outcome)).toEqual(["accepted"]);
            await instance.terminate();
        },
    );

    test("in PKCS#8 also works for ED25519, and with Windows line ends and indentation", async () => {
        const pem = execFileSync("openssl", ["genpkey", "-algorithm", "ed25519"]).toString();
        const crooked = pem.replaceAll("\n", "\r\n    ");
        expect(judgePrivateKey(crooked, undefined)).toEqual({ kind: "usable" });
        const straight = await makeKeySource(own(pem)).next();
        expect((await makeKeySource(own(crooked)).next()).publicKeyLine).toBe(straight.publicKeyLine);
    });

    test.each([
        ["OpenSSH's", undefined, ""],
        ["OpenSSH's, encrypted", undefined, PASSPHRASE],
        ["PKCS#8", "PKCS8", PASSPHRASE],
    ])("in %s format is read as variables of build servers hold it: on one line", async (_name, format, passphrase) => {
        const { text, publicBlob } = keygen("rsa", "2048", format, passphrase);
        const given = passphrase === "" ? undefined : passphrase;
        const spaced = text.trim().replaceAll("\n", " ");
        for (const line of [spaced, text.replaceAll("\n", "\\n"), text.replaceAll("\n", "\\r\\n")]) {
            expect(judgePrivateKey(line, given)).toEqual({ kind: "usable" });
            expect((await makeKeySource(own(line, given)).next()).publicKeyLine).toBe(`ssh-rsa ${publicBlob}`);
        }
    });

    test("is refused with the reason and without a part of it", () => {
        const reasonOf = (text: string, passphrase?: string) => {
            const verdict = judgePrivateKey(text, passphrase);
            return verdict.kind === "refused" ? `${verdict.concerns}: ${verdict.reason}` : verdict.kind;
        };
        const locked = keygen("ed25519", undefined, undefined, PASSPHRASE).text;
        const lockedPem = keygen("rsa", "2048", "PEM", PASSPHRASE).text;
        expect(reasonOf(locked)).toMatch(/^passphrase: .*is encrypted/);
        expect(reasonOf(lockedPem)).toMatch(/^passphrase: .*is encrypted/);
        expect(reasonOf(lockedPem, "wrong")).toMatch(/^passphrase: .*does not open/);
        expect(reasonOf(keygen("rsa", "1024", undefined).text)).toMatch(/^privateKey: the RSA key has 1024 bits/);
        expect(reasonOf(keygen("rsa", "1024", "PEM").text)).toMatch(/^privateKey: the RSA key has 1024 bits/);
        expect(reasonOf(keygen("ecdsa", "256", undefined).text)).toMatch(/^privateKey: the key is ecdsa-sha2-nistp256/);
        expect(reasonOf(keygen("ecdsa", "256", "PEM").text)).toMatch(/^privateKey: the key is ec/);
        expect(reasonOf("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== me")).toContain("public key");
        expect(reasonOf("~/.ssh/id_ed25519")).toContain("path of a file");
        expect(reasonOf("PuTTY-User-Key-File-3: ssh-ed25519")).toContain("PuTTY");
        expect(reasonOf("\r\n  PuTTY-User-Key-File-2: ssh-rsa\r\n")).toContain("PuTTY");
        const dsa = generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey;
        expect(reasonOf(dsa.export({ type: "pkcs8", format: "pem" }).toString())).toMatch(
            /^privateKey: the key is dsa/,
        );
        const unreadable = keygen("ed25519", undefined, undefined, PASSPHRASE, "chacha20-poly1305@openssh.com").text;
        expect(reasonOf(unreadable, PASSPHRASE)).toMatch(/^privateKey: .*encrypted with chacha20-poly1305/);
        const open = keygen("ed25519", undefined, undefined).text;
        expect(reasonOf(open.slice(0, 120))).toMatch(/damaged/);
        expect(reasonOf(open.replace("OPENSSH ", "RSA "))).toMatch(/can't be read/);
    });

    test("with a wrong passphrase in OpenSSH's format fails before anything is pushed", async () => {
        const { text } = keygen("ed25519", undefined, undefined, PASSPHRASE);
        const instance = await lab.launchInstance();
        pool = makeSessionPool({ clock: systemClock, random: systemRandom });
        await expect(pool.lease(labRequest(lab, instance, { key: own(text, "wrong one") }))).rejects.toMatchObject({
            failure: { code: "SSH_PRIVATE_KEY_UNUSABLE", commandRan: "did-not-run", retryable: false },
        });
        expect(instance.pushedKeys).toEqual([]);
        await expect.poll(() => instance.connections.open).toBe(0);
        await instance.terminate();
    });
});

describe("a fresh RSA key", () => {
    test("is made off the event loop, which goes on turning meanwhile", async () => {
        let turns = 0;
        let isMade = false;
        const turn = () => {
            turns += 1;
            if (!isMade) {
                setImmediate(turn);
            }
        };
        setImmediate(turn);
        await makeKeySource({ kind: "fresh", type: "rsa-4096" }).next();
        isMade = true;
        expect(turns).toBeGreaterThan(10);
    });

    test("signs in, and is not shared with connections of another key", async () => {
        const instance = await lab.launchInstance();
        pool = makeSessionPool({ clock: systemClock, random: systemRandom });
        const key: KeyChoice = { kind: "fresh", type: "rsa-4096" };
        const rsa = await pool.lease(labRequest(lab, instance, { key }));
        expect(instance.pushedKeys[0]?.line).toMatch(/^ssh-rsa .{700,}/);
        const other = await pool.lease(labRequest(lab, instance));
        expect(other.session).not.toBe(rsa.session);
        expect((await pool.lease(labRequest(lab, instance, { key }))).session).toBe(rsa.session);
        expect(instance.connections.total).toBe(2);
        await instance.terminate();
    });

    test("that was made for a dial which failed goes to the next connection, and to no further one", async () => {
        const source = makeKeySource({ kind: "fresh", type: "ed25519" });
        source.prepare();
        source.prepare();
        const first = await source.next();
        expect((await source.next()).fingerprint).not.toBe(first.fingerprint);
    });
});

test("the name of a key choice tells nothing of the key", () => {
    const { text } = keygen("ed25519", undefined, undefined);
    expect(keyChoiceName(own(text))).toMatch(/^[0-9a-f]{64}$/);
    expect(text).not.toContain(keyChoiceName(own(text)));
});
