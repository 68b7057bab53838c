import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asset } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

/** A program with one command on the instance, exporting what it gave. */
function command(args: Omit<InstanceConnectCommandArgs, "instanceId">) {
    return async () => {
        const { stdout, stderr, exitCode, outcome, run } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            ...args,
        });
        return { stdout, stderr, exitCode, outcome, run };
    };
}

const { home } = scene;

describe("a command", () => {
    test("runs again on every up, or when a file of this machine changes, if its triggers say so", async () => {
        const always = await scene.makeStack(() => command({ create: "true", triggers: [Date.now()] })());
        expect((await always.up()).changes).toEqual({ create: 1 });
        expect((await always.up()).changes).toEqual({ update: 1 });

        const stack = await scene.makeStack(async () => {});
        const file = join(stack.folder, "app.conf");
        const program = () => command({ create: "true", triggers: [new asset.FileAsset(file)] })();
        writeFileSync(file, "one");
        expect((await stack.up(program)).changes).toEqual({ create: 1 });
        expect((await stack.up(program)).changes).toEqual({ same: 1 });
        writeFileSync(file, "two");
        expect((await stack.up(program)).changes).toEqual({ update: 1 });
    });

    test("runs on create, does nothing when nothing changed, runs update and delete with the output before", async () => {
        const program = (text: string) =>
            command({
                create: `echo created ${text}; echo trouble >&2`,
                update: `echo updated ${text} after "$PULUMI_COMMAND_STDOUT" and "$PULUMI_COMMAND_STDERR"`,
                delete: 'echo "deleted after $PULUMI_COMMAND_STDOUT" > ~/deleted',
                triggers: [text],
            });
        const stack = await scene.makeStack(program("one"));
        const first = await stack.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs).toMatchObject({
            stdout: { value: "created one", secret: false },
            stderr: { value: "trouble", secret: false },
            exitCode: { value: 0 },
            outcome: { value: "exited" },
        });
        expect(first.outputs.run?.value).toMatchObject({
            osUser: "ec2-user",
            region: scene.lab.region,
            accountId: scene.lab.accountId,
            stdoutBytes: 12,
            truncated: false,
            keyFingerprint: scene.instance.connections.signIns[0]?.keyFingerprint,
        });
        const again = await stack.up();
        expect(again.changes).toEqual({ same: 1 });
        const second = await stack.up(program("two"));
        expect(second.changes).toEqual({ update: 1 });
        expect(second.outputs.stdout?.value).toBe("updated two after created one and trouble");
        const gone = await stack.destroy();
        expect(gone.failure).toBeUndefined();
        expect(readFileSync(home("deleted"), "utf8")).toBe("deleted after updated two after created one and trouble\n");
    });

    test("shows its output live on the resource's row, as logging asks", async () => {
        const stack = await scene.makeStack(
            command({ create: "echo to stdout; echo to stderr >&2", logging: "stderr" }),
        );
        const { events } = await stack.up();
        const lines = events.flatMap(({ diagnosticEvent: line }) =>
            line?.urn?.endsWith("::command") ? line.message : [],
        );
        expect(lines.join("")).toContain("to stderr");
        expect(lines.join("")).not.toContain("to stdout");
    });

    test("gets environment and stdin as they are, and sshd needs no AcceptEnv", async () => {
        const value = 'it\'s "quoted" $HOME `id` \\ ünï\nsecond line';
        const stack = await scene.makeStack(
            command({ create: 'printf %s "$VALUE"; echo; cat', environment: { VALUE: value }, stdin: "from stdin\n" }),
        );
        const { outputs, failure } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe(`${value}\nfrom stdin`);
    });

    test("keeps the first and the last half of a long output, and reports it on the row", async () => {
        const stack = await scene.makeStack(
            command({
                create: "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done",
                maxOutput: "2KiB",
                logging: "none",
            }),
        );
        const { outputs, output } = await stack.up();
        const stdout = String(outputs.stdout?.value);
        expect(stdout).toMatch(/^line 0\n/);
        expect(stdout).toMatch(/line 2999$/);
        expect(stdout.length).toBeLessThan(2_300);
        expect(outputs.run?.value).toMatchObject({ truncated: true, stdoutBytes: 28_890 });
        expect(output).toContain("maxOutput");
    });

    test("counts the exit codes that the program accepts as success", async () => {
        const stack = await scene.makeStack(command({ create: "exit 3", acceptedExitCodes: [0, 3] }));
        const { outputs, failure } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.exitCode?.value).toBe(3);
    });

    test("that was changed contacts no host if only a record is due", async () => {
        const create = "echo done";
        const stack = await scene.makeStack(command({ create }));
        await stack.up();
        const contacted = () => [scene.lab.requests.length, scene.instance.connections.total];
        const before = contacted();
        const { changes, outputs } = await stack.up(
            command({
                create,
                delete: "true",
                logging: "none",
                commandTimeout: "10m",
                acceptedExitCodes: [0, 1],
                maxOutput: "1KiB",
                addPreviousOutputInEnv: false,
                connection: { connectTimeout: "1m", hostKeyPolicy: "off" },
            }),
        );
        expect(changes).toEqual({ update: 1 });
        expect(outputs.stdout?.value).toBe("done");
        expect(contacted()).toEqual(before);
        expect((await stack.resource()).outputs).toMatchObject({ delete: "true", stdout: "done", __runCount: 1 });
    });

    test("without a delete script is deleted without contacting anybody", async () => {
        const stack = await scene.makeStack(command({ create: "true" }));
        await stack.up();
        const calls = scene.lab.requests.length;
        await scene.instance.stop();
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(scene.lab.requests.length).toBe(calls);
    });

    test("on an instance that was terminated counts as deleted, with a note", async () => {
        const stack = await scene.makeStack(command({ create: "true", delete: "echo never" }));
        await stack.up();
        await scene.instance.terminate();
        const { failure, output } = await stack.destroy();
        expect(failure).toBeUndefined();
        expect(output).toContain(`${scene.instance.instanceId} is terminated`);
    });

    test("with a delete script on a stopped instance fails, and names the ways out", async () => {
        const stack = await scene.makeStack(command({ create: "true", delete: "true" }));
        await stack.up();
        await scene.instance.stop();
        const { failure } = await stack.destroy();
        expect(failure).toContain("retainOnDelete");
        expect(failure).toContain("pulumi state delete");
        expect(await stack.resources()).toHaveLength(1);
    });

    test("keeps its state through a new address: the instance id is the address", async () => {
        const stack = await scene.makeStack(command({ create: "echo here" }));
        await stack.up();
        await scene.instance.stop();
        await scene.instance.start();
        expect((await stack.up()).changes).toEqual({ same: 1 });
        const { outputs } = await stack.up(command({ create: "echo there" }));
        expect(outputs.stdout?.value).toBe("there");
    });

    test("shows its outputs as unknown in a preview that will run it, and runs nothing", async () => {
        const stack = await scene.makeStack(command({ create: "touch ~/ran" }));
        const calls = scene.lab.requests.length;
        const { failure, changes } = await stack.preview();
        expect(failure).toBeUndefined();
        expect(changes).toEqual({ create: 1 });
        expect(existsSync(home("ran"))).toBe(false);
        expect(scene.lab.requests).toHaveLength(calls);
    });

    test("reaches the instance by each route and by an address of the program's own", async () => {
        const args = (connection: InstanceConnectCommandArgs["connection"]) =>
            command({ create: "echo reached", triggers: [JSON.stringify(connection)], connection: connection ?? {} });
        const dual = await scene.lab.launchInstance({ ipv6: true });
        try {
            const stack = await scene.makeStack(args({ route: "public" }));
            for (const [connection, route, address] of [
                [{ route: "public" }, "public", scene.instance.publicAddress],
                [{ route: "private" }, "private", scene.instance.privateAddress],
                [
                    { address: scene.instance.privateAddress, port: scene.instance.port },
                    "given",
                    scene.instance.privateAddress,
                ],
            ] as const) {
                const { outputs, failure } = await stack.up(args(connection));
                expect(failure).toBeUndefined();
                expect(outputs.run?.value).toMatchObject({ route, address });
            }
            const { outputs, failure } = await stack.up(async () => {
                const viaIpv6 = new InstanceConnectCommand("ipv6", {
                    instanceId: dual.instanceId,
                    create: "echo reached",
                    connection: { route: "ipv6", port: dual.ipv6Port ?? 0 },
                });
                return { run: viaIpv6.run };
            });
            expect(failure).toBeUndefined();
            expect(outputs.run?.value).toMatchObject({ address: "::1", route: "ipv6" });
        } finally {
            await dual.terminate();
        }
    });
});
