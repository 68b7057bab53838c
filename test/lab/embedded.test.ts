import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "ssh2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Lab, startLab } from "../../lab";
import { makeKey, pushAndSignIn, pushKey, runRemote, signIn } from "./connect";

let lab: Lab;
let now: number;
const REFUSED = "All configured authentication methods failed";

beforeEach(async () => {
    now = Date.now();
    lab = await startLab({ clock: { now: () => now } });
});

afterEach(() => lab.stop());

test("a key lapses 60 seconds after the push by the lab's clock; an open connection stays", async () => {
    const instance = await lab.launchInstance();
    const key = makeKey();
    await pushKey(lab, instance, key);
    now += 59_999;
    const client = await signIn(instance, key);
    now += 1;
    await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
    expect((await runRemote(client, "echo still here")).stdout).toBe("still here\n");
    client.end();
});

test("a key signs in its own user only, and one that the instance doesn't have never", async () => {
    const instance = await lab.launchInstance({ osUsers: ["ubuntu", "admin"] });
    const key = makeKey();
    await pushKey(lab, instance, key, "ubuntu");
    await pushKey(lab, instance, key, "ec2-user");
    await expect(signIn(instance, key, { username: "admin" })).rejects.toThrow(REFUSED);
    await expect(signIn(instance, key, { username: "ec2-user" })).rejects.toThrow(REFUSED);
    (await signIn(instance, key, { username: "ubuntu" })).end();
    expect(instance.connections.signIns.map(({ osUser, outcome }) => `${osUser} ${outcome}`)).toEqual([
        "admin refused",
        "ec2-user refused",
        "ubuntu accepted",
    ]);
});

test("the public, the private and the IPv6 address lead to the same host key", async () => {
    const instance = await lab.launchInstance({ ipv6: true });
    expect(instance.publicAddress).not.toBe(instance.privateAddress);
    const seen: string[] = [];
    const hostVerifier = (blob: Buffer) => seen.push(`ssh-ed25519 ${blob.toString("base64")}`) > 0;
    const ports = { [instance.privateAddress]: instance.port, "::1": instance.ipv6Port };
    for (const host of [instance.publicAddress, instance.privateAddress, instance.ipv6Address]) {
        const port = ports[host ?? ""] ?? instance.port;
        (await pushAndSignIn(lab, instance, { ...(host && { host }), port, hostVerifier })).end();
    }
    expect(new Set(seen)).toEqual(new Set(instance.hostKeyLines));
});

test("each command starts in its user's private home with an environment of its own", async () => {
    const instance = await lab.launchInstance();
    writeFileSync(join(instance.homeOf("ec2-user"), "note"), "from outside");
    const client = await pushAndSignIn(lab, instance);
    const outcome = await runRemote(client, 'cat note; printf "|$USER|$HOME|$AWS_REGION$NODE_ENV"; echo back >answer');
    expect(outcome.stdout).toBe(`from outside|ec2-user|${instance.homeOf("ec2-user")}|`);
    expect(readFileSync(join(instance.homeOf("ec2-user"), "answer"), "utf8")).toBe("back\n");
    expect(instance.connections.commands).toHaveLength(1);
    client.end();
});

test("large streams come back byte-exact in both directions", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    const text = "0123456789abcdef".repeat(400_000);
    const outcome = await runRemote(client, "tee /dev/stderr", text);
    expect(outcome.stdout === text && outcome.stderr === text).toBe(true);
    client.end();
});

test("a command that doesn't read its stdin ends all the same", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    expect((await runRemote(client, "exit 4", Buffer.alloc(5_000_000))).exitCode).toBe(4);
    client.end();
});

test("a script may open /dev/stderr, because its outputs are pipes as under sshd", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    expect(await runRemote(client, "echo oops >/dev/stderr; cat", "in")).toMatchObject({
        stdout: "in",
        stderr: "oops\n",
    });
    client.end();
});

test("a signal of the client reaches the whole process group and is how the command ended", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    const ended = await new Promise((resolve, reject) => {
        client.exec("echo ready; sleep 1000; echo never", (error, channel) => {
            if (error) return reject(error);
            channel.once("data", () => channel.signal("TERM"));
            channel.on("exit", (code: number | null, signal?: string) => resolve({ code, signal }));
        });
    });
    expect(ended).toEqual({ code: null, signal: "SIGTERM" });
    client.end();
});

test("the exit code comes at once, and the channel stays open while a background process holds its streams", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    const order: string[] = [];
    await new Promise<void>((resolve, reject) => {
        client.exec("(while [ ! -e go ]; do sleep 0.01; done; echo late) & exit 5", (error, channel) => {
            if (error) return reject(error);
            channel.on("exit", (code) => {
                order.push(`exit ${code}`);
                writeFileSync(join(instance.homeOf("ec2-user"), "go"), "");
            });
            channel.on("data", (chunk: Buffer) => order.push(chunk.toString().trim()));
            channel.on("close", () => resolve());
        });
    });
    expect(order).toEqual(["exit 5", "late"]);
    client.end();
});

test("a terminal, a shell and a subsystem are refused", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    await expect(new Promise((_resolve, reject) => client.shell((error) => reject(error)))).rejects.toThrow(
        "Unable to request a pseudo-terminal",
    );
    await expect(new Promise((_resolve, reject) => client.sftp((error) => reject(error)))).rejects.toThrow(
        "Unable to start subsystem: sftp",
    );
    client.end();
});

test("a connection has ten sessions at most", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    const open = (command: string) => runRemote(client, command).catch((error) => error);
    const waiting = Array.from({ length: 10 }, () => open("until [ -e go ]; do sleep 0.01; done"));
    expect(await open("true")).toMatchObject({ reason: 2 });
    writeFileSync(join(instance.homeOf("ec2-user"), "go"), "");
    await Promise.all(waiting);
    expect(await open("exit 6")).toMatchObject({ exitCode: 6 });
    client.end();
});

test("after six refused attempts the connection is closed", async () => {
    const instance = await lab.launchInstance();
    const attempts: number[] = [];
    const authHandler = () => {
        attempts.push(attempts.length);
        return { type: "publickey" as const, username: "ec2-user", key: makeKey().privateKey };
    };
    const failed = signIn(instance, makeKey(), { authHandler: (_left, _partial, next) => next(authHandler()) });
    await expect(failed).rejects.toThrow("closed before the sign-in");
    expect(attempts).toHaveLength(6);
});

test("a connection that doesn't sign in is closed after the grace time", async () => {
    const instance = await lab.launchInstance({ loginGraceTimeMs: 50 });
    await expect(signIn(instance, makeKey(), { authHandler: () => undefined })).rejects.toThrow("closed before");
});

test("a silent command lives on when its connection is lost", async () => {
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    const lost = new Promise<void>((resolve) => client.on("close", () => resolve()));
    const command = "echo $$ >id; until [ -e go ]; do sleep 0.01; done; echo done >result";
    runRemote(client, command).catch(() => undefined);
    const home = instance.homeOf("ec2-user");
    await expect.poll(() => existsSync(join(home, "id"))).toBe(true);
    expect(instance.faults.cutConnections()).toBe(1);
    await lost;
    writeFileSync(join(home, "go"), "");
    await expect
        .poll(() => existsSync(join(home, "result")) && readFileSync(join(home, "result"), "utf8"))
        .toBe("done\n");
});

test("a hundred instances of several labs stand side by side", async () => {
    const others = await Promise.all([startLab(), startLab()]);
    const clients: Client[] = [];
    for (const each of others) {
        const instances = await Promise.all(Array.from({ length: 50 }, () => each.launchInstance()));
        const last = instances.at(-1);
        if (last) clients.push(await pushAndSignIn(each, last));
    }
    expect(clients).toHaveLength(2);
    await Promise.all(others.map((each) => each.stop()));
});
