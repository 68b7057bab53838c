import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OneKeyAgent, serveOneKey } from "../../../provider/session/one-key-agent";
import { sshString } from "../../../provider/session/openssh-container";

const SESSION = Buffer.from("session id");
let folder: string;
let agent: OneKeyAgent;
let pushed: string[];
let sockets: Socket[];
let host: { readonly key: KeyObject; readonly blob: Buffer };

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "one-key-agent-"));
    pushed = [];
    sockets = [];
    host = makeHost();
});

afterEach(() => {
    agent.close();
    for (const socket of sockets) {
        socket.destroy();
    }
    rmSync(folder, { recursive: true });
});

function makeHost() {
    const { privateKey } = generateKeyPairSync("ed25519");
    const x = Buffer.from(privateKey.export({ format: "jwk" }).x ?? "", "base64url");
    return { key: privateKey, blob: Buffer.concat([sshString("ssh-ed25519"), sshString(x)]) };
}

async function serve(mustBind = true, push = async (line: string) => void pushed.push(line)): Promise<void> {
    const socketPath = join(folder, "agent");
    const isTrustedHost = (blob: Buffer) => blob.equals(host.blob);
    agent = await serveOneKey({ socketPath, osUser: "ec2-user", isTrustedHost, mustBind, push });
}

function open(): (...parts: (Buffer | number)[]) => Promise<Buffer> {
    const socket = connect(join(folder, "agent"));
    socket.on("error", () => {});
    sockets.push(socket);
    return (...parts) =>
        new Promise((resolve) => {
            socket.once("data", (data) => resolve(Buffer.from(data).subarray(4)));
            socket.once("close", () => resolve(Buffer.alloc(0)));
            socket.write(
                sshString(Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from([part]))))),
            );
        });
}

function binding({ from = host, session = SESSION, isForwarded = 0 } = {}): Buffer {
    const signature = Buffer.concat([sshString("ssh-ed25519"), sshString(sign(null, session, from.key))]);
    return Buffer.concat([
        Buffer.from([27]),
        sshString("session-bind@openssh.com"),
        sshString(from.blob),
        sshString(session),
        sshString(signature),
        Buffer.from([isForwarded]),
    ]);
}

/** The request for a signature under a sign-in. */
function signIn({ session = SESSION, user = "ec2-user", service = "ssh-connection" } = {}): Buffer {
    const key = Buffer.from(pushed[0]?.split(" ")[1] ?? "", "base64");
    const data = Buffer.concat([
        sshString(session),
        Buffer.from([50]),
        sshString(user),
        sshString(service),
        sshString("publickey"),
        Buffer.from([1]),
        sshString("ssh-ed25519"),
        sshString(key),
    ]);
    return Buffer.concat([Buffer.from([13]), sshString(key), sshString(data), Buffer.alloc(4)]);
}

describe("an agent with one key", () => {
    test("pushes it when it is asked for keys, and signs one sign-in", async () => {
        await serve();
        const ask = open();
        expect((await ask(binding()))[0]).toBe(6);
        expect(pushed).toEqual([]);
        const listed = await ask(11);
        expect(listed.subarray(0, 5)).toEqual(Buffer.from([12, 0, 0, 0, 1]));
        expect(pushed).toHaveLength(1);
        const signature = await ask(signIn());
        expect(signature[0]).toBe(14);
        expect(await ask(signIn())).toEqual(Buffer.alloc(0));
        expect(await open()(11)).toEqual(Buffer.alloc(0));
    });

    test.each([
        ["as another user", { user: "root" }],
        ["in another session", { session: Buffer.from("another") }],
        ["for another service", { service: "ssh-userauth" }],
    ])("does not sign in %s", async (_, changes) => {
        await serve();
        const ask = open();
        await ask(binding());
        await ask(11);
        expect(await ask(signIn(changes))).toEqual(Buffer.from([5]));
    });

    test("does not bind to a stranger, to what was not signed, or to a forwarded connection", async () => {
        await serve();
        const stranger = makeHost();
        expect(await open()(binding({ from: stranger }))).toEqual(Buffer.from([5]));
        expect(await open()(binding({ from: { ...host, key: stranger.key } }))).toEqual(Buffer.from([5]));
        expect(await open()(binding({ isForwarded: 1 }))).toEqual(Buffer.from([5]));
    });

    test("signs nothing without a binding if the client can bind", async () => {
        await serve();
        const ask = open();
        await ask(11);
        expect(await ask(signIn())).toEqual(Buffer.from([5]));
    });

    test("serves an older client without one", async () => {
        await serve(false);
        const ask = open();
        await ask(11);
        expect((await ask(signIn()))[0]).toBe(14);
    });

    test("has no key if the push fails, and refuses what it does not know", async () => {
        await serve(true, () => Promise.reject(new Error("refused")));
        expect(await open()(11)).toEqual(Buffer.from([12, 0, 0, 0, 0]));
        expect(await open()(17)).toEqual(Buffer.from([5]));
        expect(await open()(13, 1)).toEqual(Buffer.from([5]));
    });

    test("leaves no socket behind", async () => {
        await serve();
        agent.close();
        await expect.poll(() => existsSync(join(folder, "agent"))).toBe(false);
    });
});
