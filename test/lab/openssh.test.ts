import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LaunchOptions, startLab } from "../../lab";
import { makeKey, pushAndSignIn, pushKey, runRemote, signIn } from "./connect";

let lab: Lab;
let now: number;

beforeEach(async () => {
    now = Date.now();
    lab = await startLab({ clock: { now: () => now } });
});

afterEach(() => lab.stop());

const launch = (options: LaunchOptions = {}) => lab.launchInstance({ kind: "openssh", ...options });

describe("a real OpenSSH instance", () => {
    test("signs a pushed key in as an OS user that this machine doesn't have", async () => {
        const instance = await launch();
        const client = await pushAndSignIn(lab, instance);
        const outcome = await runRemote(client, 'id -un; echo "$HOME $SHELL"; pwd; cat; exit 3', "typed");
        client.end();
        expect(outcome).toMatchObject({
            stdout: "ec2-user\n/home/ec2-user /bin/sh\n/home/ec2-user\ntyped",
            exitCode: 3,
        });
        expect(instance.connections).toMatchObject({ accepted: 1, refused: 0 });
        expect(readFileSync("/etc/passwd", "utf8")).not.toContain("ec2-user");
    });

    test("refuses a key that was never pushed, and one of another user", async () => {
        const instance = await launch({ osUsers: ["ec2-user", "deploy"] });
        const key = makeKey();
        await expect(signIn(instance, key)).rejects.toThrow("All configured authentication methods failed");
        await pushKey(lab, instance, key, "deploy");
        await expect(signIn(instance, key)).rejects.toThrow("All configured authentication methods failed");
        expect(instance.connections.signIns.map((entry) => entry.outcome)).toEqual(["refused", "refused"]);
        expect(instance.connections.signIns[0]?.keyFingerprint).toBe(key.fingerprint);
    });

    test("lets a key lapse 60 seconds after the push by the lab's clock", async () => {
        const instance = await launch();
        const key = makeKey();
        await pushKey(lab, instance, key);
        now += 59_999;
        (await signIn(instance, key)).end();
        now += 1;
        await expect(signIn(instance, key)).rejects.toThrow("All configured authentication methods failed");
    });

    test("gives its users sudo as AWS's images do, or the rules of the test", async () => {
        const [free, strict] = await Promise.all([launch(), launch({ sudoers: "root ALL=(ALL:ALL) ALL\n" })]);
        const freeClient = await pushAndSignIn(lab, free);
        const strictClient = await pushAndSignIn(lab, strict);
        expect((await runRemote(freeClient, "sudo -n id -un")).stdout).toBe("root\n");
        expect((await runRemote(strictClient, "sudo -n id -un")).exitCode).toBe(1);
        freeClient.end();
        strictClient.end();
    });

    test("takes a login shell, start-up files, sshd_config lines and mounts of its own", async () => {
        const instance = await launch({
            loginShell: "/bin/bash",
            homeFiles: { ".bashrc": "echo banner" },
            sshdConfig: ["MaxSessions 1"],
            setup: "mount -o remount,noexec /tmp",
            osUsers: ["root"],
        });
        const client = await pushAndSignIn(lab, instance, { username: "root" });
        const outcome = await runRemote(client, "cp /bin/true /tmp/t; /tmp/t; echo $?; id -u; echo $HOME");
        client.end();
        expect(outcome.stdout).toBe("banner\n126\n0\n/root\n");
    });

    test("ends everything that a command left, has another boot id after a reboot, and keeps its homes", async () => {
        const instance = await launch();
        const before = await pushAndSignIn(lab, instance);
        await runRemote(before, "setsid env -i sleep 4321 >/dev/null 2>&1 </dev/null & echo kept >note");
        const bootId = (await runRemote(before, "cat /proc/sys/kernel/random/boot_id")).stdout;
        await instance.reboot();
        const after = await pushAndSignIn(lab, instance);
        expect((await runRemote(after, "cat note; ps ax")).stdout).toMatch(/^kept\n(?![\s\S]*sleep 4321)/);
        expect((await runRemote(after, "cat /proc/sys/kernel/random/boot_id")).stdout).not.toBe(bootId);
        after.end();
    });

    test("also takes the faults of the embedded host", async () => {
        const instance = await launch();
        const key = makeKey();
        await pushKey(lab, instance, key);
        instance.faults.refuseKeys();
        await expect(signIn(instance, key)).rejects.toThrow("All configured authentication methods failed");
        instance.faults.cutNextConnections({ toClient: 100 });
        await expect(signIn(instance, key)).rejects.toThrow("ECONNRESET");
        const [line] = instance.hostKeyLines;
        await instance.faults.changeHostKey();
        const seen: string[] = [];
        const hostVerifier = (blob: Buffer) => seen.push(`ssh-ed25519 ${blob.toString("base64")}`) > 0;
        (await signIn(instance, key, { hostVerifier })).end();
        expect(seen).toEqual(instance.hostKeyLines);
        expect(seen).not.toContain(line);
    });

    test("says what sshd doesn't like about its configuration", async () => {
        await expect(launch({ sshdConfig: ["NoSuchSetting yes"] })).rejects.toThrow("NoSuchSetting");
    });
});
