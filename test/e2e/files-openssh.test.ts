import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import type { FileArgs, InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";

let lab: Lab;
let instance: LabInstance;
let stack: TestStack | undefined;
let local: string;

beforeAll(async () => {
    lab = await startLab();
});
beforeEach(() => {
    local = mkdtempSync(join(tmpdir(), "eic-sources-"));
});
afterEach(async () => {
    stack?.remove();
    stack = undefined;
    await instance.terminate();
    rmSync(local, { recursive: true, force: true });
});
afterAll(() => lab.stop());

/** A real sshd without the SFTP subsystem; /opt is the instance's own, and root's. */
async function launch(options: LaunchOptions = {}): Promise<void> {
    const setup = "mount -t tmpfs -o mode=755 tmpfs /opt";
    instance = await lab.launchInstance({ kind: "openssh", setup, ...options });
}

const SHOW = 'cd /opt && find . -mindepth 1 | LC_ALL=C sort | xargs -d "\\n" stat -c "%N %A %U %G"';

function program(files: FileArgs[], more: Partial<InstanceConnectCommandArgs> = {}) {
    return async () => {
        const command = new InstanceConnectCommand("command", {
            instanceId: instance.instanceId,
            files,
            create: SHOW,
            ...more,
        });
        return { stdout: command.stdout };
    };
}

describe("files on a real OpenSSH instance", () => {
    test("get their owner, group and mode through sudo if the user that signs in may not write", async () => {
        await launch();
        mkdirSync(join(local, "bin"));
        writeFileSync(join(local, "bin/it's run"), "#!/bin/sh\n", { mode: 0o755 });
        symlinkSync("bin/it's run", join(local, "link"));
        stack = await makeTestStack(
            lab,
            program([
                { content: "a", remotePath: "/opt/etc/root.conf", mode: "0640", group: "ec2-user" },
                { content: "b", remotePath: "/opt/etc/user.conf", owner: "ec2-user", group: "ec2-user" },
                { source: new pulumi.asset.FileArchive(local), remotePath: "/opt/tree", onDelete: "remove" },
            ]),
        );
        const { outputs, failure } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe(
            [
                "'./etc' drwxr-xr-x root root",
                "'./etc/root.conf' -rw-r----- root ec2-user",
                "'./etc/user.conf' -rw-r--r-- ec2-user ec2-user",
                "'./tree' drwxr-xr-x root root",
                "'./tree/bin' drwxr-xr-x root root",
                '"./tree/bin/it\'s run" -rwxr-xr-x root root',
                "'./tree/link' -> \"bin/it's run\" lrwxrwxrwx root root",
            ].join("\n"),
        );
        const kept = await stack.up(program([{ content: "changed", remotePath: "/opt/etc/user.conf" }]));
        expect(kept.failure).toBeUndefined();
        expect(kept.outputs.stdout?.value).toBe(
            [
                "'./etc' drwxr-xr-x root root",
                "'./etc/root.conf' -rw-r----- root ec2-user",
                "'./etc/user.conf' -rw-r--r-- ec2-user ec2-user",
            ].join("\n"),
        );
    });

    test("of the user that signs in are the user's own, though another needs sudo", async () => {
        await launch();
        stack = await makeTestStack(
            lab,
            program(
                [
                    { content: "a", remotePath: "/home/ec2-user/in/own" },
                    { content: "b", remotePath: "/opt/roots" },
                ],
                { create: 'stat -c "%n %U %G" ~/in ~/in/own /opt/roots' },
            ),
        );
        const { outputs, failure } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe(
            "/home/ec2-user/in ec2-user ec2-user\n/home/ec2-user/in/own ec2-user ec2-user\n/opt/roots root root",
        );
    });

    test("that only root may write are reported if sudo refuses, and the script does not run", async () => {
        await launch({ sudoers: "root ALL=(ALL:ALL) ALL\n" });
        stack = await makeTestStack(lab, program([{ content: "a", remotePath: "/opt/a" }]));
        const { failure } = await stack.up();
        expect(failure).toContain("FILE_SUDO_REFUSED");
        expect(failure).toContain("/opt/a can be written only by root");
        expect(failure).toContain("The command did not run.");
    });

    test("that need sudo only for their owner are reported", async () => {
        await launch({ sudoers: "root ALL=(ALL:ALL) ALL\n" });
        stack = await makeTestStack(lab, program([{ content: "a", remotePath: "/home/ec2-user/a", owner: "root" }]));
        const { failure } = await stack.up();
        expect(failure).toContain("/home/ec2-user/a can get its owner and group only from root, and sudo refused.");
    });

    test("that are only empty directories of root are also removed", async () => {
        await launch();
        const empty = new pulumi.asset.AssetArchive({ d: new pulumi.asset.AssetArchive({}) });
        const tree: FileArgs = { source: empty, remotePath: "/opt/t", onDelete: "remove" };
        const list = { create: "find /opt -mindepth 1 | sort" };
        stack = await makeTestStack(lab, program([tree], list));
        expect((await stack.up()).outputs.stdout?.value).toBe("/opt/t\n/opt/t/d");
        const after = await stack.up(program([{ content: "c", remotePath: "/home/ec2-user/c" }], list));
        expect(after.failure).toBeUndefined();
        expect(after.outputs.stdout?.value).toBe("");
    });

    test("are not removed when somebody changed them since, and the rest is", async () => {
        await launch();
        const files: FileArgs[] = ["a", "b"].map((name) => ({
            content: name,
            remotePath: `/opt/dir/${name}`,
            onDelete: "remove",
        }));
        stack = await makeTestStack(lab, program(files, { create: "echo changed | sudo tee /opt/dir/a" }));
        expect((await stack.up()).failure).toBeUndefined();
        const after = await stack.up(program([{ content: "c", remotePath: "/opt/c" }]));
        expect(after.output).toContain("/opt/dir/a was changed on the instance since it was put there");
        expect(after.outputs.stdout?.value).toBe(
            "'./c' -rw-r--r-- root root\n'./dir' drwxr-xr-x root root\n'./dir/a' -rw-r--r-- root root",
        );
    });
});
