import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import type { ConnectionArgs, InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";

const PASSPHRASE = "correct horse battery";
let lab: Lab;
let instance: LabInstance;
let stack: TestStack | undefined;
let privateKey: string;
let publicBlob: string;

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
    const folder = mkdtempSync(join(tmpdir(), "eic-own-key-"));
    const file = join(folder, "key");
    execFileSync("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", PASSPHRASE, "-C", "", "-f", file]);
    privateKey = readFileSync(file, "utf8");
    publicBlob = readFileSync(`${file}.pub`, "utf8").split(" ")[1]?.trim() ?? "";
    rmSync(folder, { recursive: true });
});
afterEach(() => {
    stack?.remove();
    stack = undefined;
});
afterAll(() => lab.stop());

function command(connection: pulumi.Input<ConnectionArgs>, args: Partial<InstanceConnectCommandArgs> = {}) {
    return async () => {
        const { stdout } = new InstanceConnectCommand("command", {
            instanceId: instance.instanceId,
            create: "echo signed in",
            connection,
            ...args,
        });
        return { stdout };
    };
}

function textsIn(folder: string): string {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile())
        .map((path) => readFileSync(path, "latin1"))
        .join("\n");
}

test("an own key signs in, and neither it nor its passphrase is in state, history, events or output", async () => {
    stack = await makeTestStack(lab, command({ privateKey, passphrase: PASSPHRASE }));
    const first = await stack.up();
    expect(first.outputs.stdout).toEqual({ value: "signed in", secret: false });
    expect(instance.pushedKeys.at(-1)?.blob).toBe(publicBlob);
    // As an output of something else, a record of another timeout, a refresh: each path writes state anew.
    const asOutput = pulumi.output({ privateKey, passphrase: PASSPHRASE, connectTimeout: "4m" });
    const second = await stack.up(command(asOutput));
    expect(second.failure).toBeUndefined();
    expect(second.changes).toEqual({ update: 1 });
    const third = await stack.refresh();
    const middle = privateKey.split("\n")[5] ?? "";
    // Pulumi's own SDK writes every secret of every resource into its debug messages; all others are ours to keep clean.
    const shown = [first, second, third].map(({ output, events }) => {
        const toPeople = events.filter(({ diagnosticEvent }) => diagnosticEvent?.severity !== ("debug" as string));
        return output + JSON.stringify(toPeople);
    });
    const all = [textsIn(stack.folder), ...shown];
    for (const text of all) {
        expect(text).not.toContain(middle);
        expect(text).not.toContain(PASSPHRASE);
    }
    expect((await stack.destroy()).failure).toBeUndefined();
});

test("an own key that can't be used is refused by the check, which shows nothing of it", async () => {
    stack = await makeTestStack(lab, command({ privateKey }));
    const { failure } = await stack.up();
    expect(failure).toContain("connection.passphrase: the private key is encrypted: give its passphrase.");
    expect(failure).not.toContain(privateKey.split("\n")[5] ?? "");
});

test("a fresh RSA key signs in if the program asks for one", async () => {
    stack = await makeTestStack(lab, command({ keyType: "rsa-4096" }));
    expect((await stack.up()).outputs.stdout?.value).toBe("signed in");
    expect(instance.pushedKeys.at(-1)?.line).toMatch(/^ssh-rsa /);
});

test("exclusive commands take turns, and an instance without cloud-init is not waited for", async () => {
    const file = join(instance.homeOf("ec2-user"), "turns");
    const program = async () => {
        for (const name of ["one", "two", "three"]) {
            new InstanceConnectCommand(name, {
                instanceId: instance.instanceId,
                create: `echo begin >>${file}; sleep 0.3; echo end >>${file}`,
                exclusive: true,
                waitForCloudInit: true,
            });
        }
    };
    stack = await makeTestStack(lab, program);
    expect((await stack.up()).failure).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe("begin\nend\n".repeat(3));
});
