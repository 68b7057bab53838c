import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { ConfigMap } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import { fakeAwsIds, putFakeAws } from "../support/fake-aws";
import { root } from "../support/imports";
import { makeTestStack, type Operation, type TestStack } from "./engine";
import { exampleProgram } from "./example-program";
import { filesHolding } from "./files-holding";

let lab: Lab;
let instances: LabInstance[] = [];
let stack: TestStack | undefined;
let plugins: string | undefined;

beforeAll(async () => {
    lab = await startLab();
});
afterEach(async () => {
    stack?.remove();
    stack = undefined;
    if (plugins !== undefined) {
        rmSync(plugins, { recursive: true });
        plugins = undefined;
    }
    await Promise.all(instances.map((instance) => instance.terminate()));
    instances = [];
});
afterAll(() => lab.stop());

async function launch(options: LaunchOptions = {}): Promise<LabInstance> {
    const instance = await lab.launchInstance(options);
    instances.push(instance);
    return instance;
}

/** As on AWS's images: with sudo, programs of root are found, too. */
const SUDOERS = `Defaults secure_path="/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
ec2-user ALL=(ALL) NOPASSWD: ALL
`;

/** An instance whose /etc and /usr/local/bin are its own, with fakes of programs that only a whole system has. */
function launchWith(fakes: Readonly<Record<string, string>>): Promise<LabInstance> {
    const place = Object.entries(fakes).map(
        ([name, text]) => `printf '#!/bin/sh\\n${text}\\n' >${name} && chmod 755 ${name}`,
    );
    const own = [
        "mount -t tmpfs -o mode=755 none /usr/local/bin && cd /usr/local/bin && cp -a /etc .etc",
        "mount --bind .etc /etc",
    ];
    return launch({ kind: "openssh", sudoers: SUDOERS, setup: [...own, ...place].join(" && ") });
}

/** The stack of an example with its configuration; where this process may not listen on 22, with the port, too. */
async function makeStack(name: string, config: ConfigMap, environment?: Record<string, string>): Promise<TestStack> {
    const made = await makeTestStack(lab, exampleProgram(name), environment);
    stack = made;
    const { port } = instances[0] as LabInstance;
    const connection = port === 22 ? {} : { connection: { value: JSON.stringify({ port }) } };
    await made.stack.setAllConfig({ ...config, ...connection });
    return made;
}

/** The same for an example that makes its instance, and what leads to it, by `@pulumi/aws`. */
async function makeStackWithAws(name: string, config: ConfigMap, ids: Parameters<typeof fakeAwsIds>[0]) {
    plugins = mkdtempSync(join(tmpdir(), "fake-aws-"));
    putFakeAws(plugins);
    return makeStack(name, config, { ...fakeAwsIds(ids), PATH: [plugins, process.env.PATH].join(delimiter) });
}

/** Names of the resources that an operation has deleted, in order. */
const deletedBy = ({ events }: Operation): string[] =>
    events.flatMap(({ resOutputsEvent }) =>
        resOutputsEvent?.metadata.op === "delete" ? [resOutputsEvent.metadata.urn.split("::").at(-1) ?? ""] : [],
    );

const on = ({ instanceId }: LabInstance): ConfigMap => ({ instanceId: { value: instanceId } });
const home = (instance: LabInstance, name: string) => join(instance.homeOf("ec2-user"), name);

function valuesOf(outputs: Awaited<ReturnType<TestStack["up"]>>["outputs"]): Record<string, unknown> {
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

describe("the example", () => {
    test("quickstart greets", async () => {
        const { up } = await makeStack("quickstart", on(await launch()));
        const { outputs } = await up();
        expect(outputs.exitCode?.value).toBe(0);
        expect(outputs.stdout?.value).toMatch(/^Hello from \S+ \S+, as \S+$/);
    });

    test("run-command makes a folder and removes it", async () => {
        const instance = await launch();
        const { up, destroy } = await makeStack("run-command", on(instance));
        const folder = home(instance, "workspace");
        expect(valuesOf((await up()).outputs)).toEqual({ folder, outcome: "exited" });
        expect(existsSync(folder)).toBe(true);
        expect((await destroy()).failure).toBeUndefined();
        expect(existsSync(folder)).toBe(false);
    });

    test("rerun-on-triggers runs again for another release, and for nothing else", async () => {
        const made = await makeStack("rerun-on-triggers", { ...on(await launch()), release: { value: "1.0" } });
        expect(valuesOf((await made.up()).outputs)).toEqual({ stdout: "deployed for the first time" });
        expect((await made.up()).changes).toEqual({ same: 1 });
        await made.stack.setConfig("release", { value: "1.1" });
        const { changes, outputs } = await made.up();
        expect(changes).toEqual({ update: 1 });
        expect(valuesOf(outputs)).toEqual({ stdout: "deployed 2 times" });
    });

    test("secrets gives the token to the script, and shows it nowhere", async () => {
        const token = "token-of-the-examples-test";
        const config = { ...on(await launch()), apiToken: { value: token, secret: true } };
        const made = await makeStack("secrets", config);
        const { outputs, output } = await made.up();
        expect(outputs.stdout).toEqual({ value: `registered with ${token}`, secret: true });
        expect(output).toContain("registered with [secret]");
        expect(output).not.toContain(token);
        expect(filesHolding(made.folder, token)).toEqual([]);
    });

    test("shared-trust pins for the second command on an instance what the first one has met", async () => {
        const [left, right] = [await launch(), await launch()];
        const ids = JSON.stringify([left.instanceId, right.instanceId]);
        const made = await makeStack("shared-trust", { instanceIds: { value: ids } });
        const { outputs, output } = await made.up();
        expect(valuesOf(outputs)).toEqual({ stdout: ["still the same machine", "still the same machine"] });
        // The first key is the one that the console shows: nobody has to be warned of it.
        expect(output).not.toContain("first use");
        const resources = await made.resources();
        const pinned = [0, 1].map((index) => {
            const second = resources.find(({ urn }) => urn.endsWith(`::second-${index}`));
            return (second?.inputs.connection as { hostKeys?: unknown } | undefined)?.hostKeys;
        });
        expect(pinned).toEqual([left.hostKeyFingerprints, right.hostKeyFingerprints]);
    });

    test("files restarts the service with its file in place, and again when the file changes", async () => {
        const conf = "/etc/systemd/journald.conf.d/size.conf";
        const note = `[ "$1" = restart ] || exec echo active; cat ${conf} >>/home/ec2-user/seen`;
        const instance = await launchWith({ systemctl: note });
        const made = await makeStack("files", on(instance));
        const first = await made.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs.state?.value).toBe("active");
        await made.stack.setConfig("journalSize", { value: "1G" });
        expect((await made.up()).changes).toEqual({ update: 1 });
        expect((await made.destroy()).failure).toBeUndefined();
        expect(readFileSync(home(instance, "seen"), "utf8")).toBe(
            "[Journal]\nSystemMaxUse=200M\n[Journal]\nSystemMaxUse=1G\n",
        );
    });

    test("bootstrap launches an instance, waits for cloud-init, and makes the accounts that its file lists", async () => {
        const asked = "/home/ec2-user/asked";
        const instance = await launchWith({ "cloud-init": `echo x >>${asked}; cat /home/ec2-user/says` });
        writeFileSync(home(instance, "says"), "status: running\n");
        const config = { sshFrom: { value: "203.0.113.7/32" } };
        const made = await makeStackWithAws("bootstrap", config, { instanceId: instance.instanceId });
        const running = made.up();
        await expect.poll(() => existsSync(home(instance, "asked"))).toBe(true);
        writeFileSync(home(instance, "says"), "status: done\n");
        const { outputs, failure, output } = await running;
        expect(failure).toBeUndefined();
        expect(output).not.toContain("first use");
        const nologin = (...names: string[]) => names.map((name) => `${name}:/usr/sbin/nologin`).join("\n");
        expect(valuesOf(outputs)).toEqual({ instanceId: instance.instanceId, accounts: nologin("deploy", "metrics") });
        await made.stack.setConfig("accounts", { value: '["deploy", "backup"]' });
        const again = await made.up();
        expect(again.changes).toEqual({ update: 1 });
        expect(again.outputs.accounts?.value).toBe(nologin("deploy", "backup"));
    });

    test("private-endpoint goes through the endpoint, and deletes the command before what leads to it", async () => {
        const instance = await launch({ kind: "openssh", publicAddress: "none", privateAddress: "vpc-only" });
        const { endpointId, tunnels } = await lab.createEndpoint();
        const ids = { instanceId: instance.instanceId, endpointId };
        const made = await makeStackWithAws("private-endpoint", {}, ids);
        const { outputs, failure, output } = await made.up();
        expect(failure).toBeUndefined();
        expect(output).not.toContain("first use");
        expect(valuesOf(outputs)).toEqual({
            route: "endpoint",
            stdout: "Hello from ec2-user, without a public address",
        });
        const opened = tunnels.opened;
        const destroyed = await made.destroy();
        expect(destroyed.failure).toBeUndefined();
        expect(destroyed.output).toContain("Still within reach");
        expect(tunnels.opened).toBeGreaterThan(opened);
        const deleted = deletedBy(destroyed);
        expect(deleted[0]).toBe("greeting");
        expect(deleted.slice(1)).toEqual(
            expect.arrayContaining(["endpoint", "endpoint-to-server", "server-from-endpoint", "server", "network"]),
        );
    });

    test("ci deploys a release with its token, again for the next one, and shows the token nowhere", async () => {
        const instance = await launchWith({});
        const token = "token-of-the-pipeline";
        const config = { ...on(instance), release: { value: "1.0" }, apiToken: { value: token, secret: true } };
        const made = await makeStack("ci", config);
        const first = await made.up();
        expect(first.failure).toBeUndefined();
        const deployed = { value: "release 1.0, with a token of 21 characters", secret: true };
        expect(first.outputs).toEqual({ outcome: { value: "exited", secret: false }, deployed });
        await made.stack.setConfig("release", { value: "1.1" });
        const preview = await made.preview();
        expect(preview.changes).toEqual({ update: 1 });
        expect((await made.up()).changes).toEqual({ update: 1 });
        expect((await made.destroy()).failure).toBeUndefined();
        expect(first.output).not.toContain(token);
        expect(filesHolding(made.folder, token)).toEqual([]);
    });
});

test("each example has a program, a README and settings, and is listed in the README of the package", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    for (const name of readdirSync(join(root, "examples"))) {
        const files = readdirSync(join(root, "examples", name));
        expect([name, ...files]).toEqual(
            expect.arrayContaining([name, "Pulumi.yaml", "README.md", "index.ts", "tsconfig.json"]),
        );
        expect(readme).toContain(`(examples/${name})`);
    }
});
