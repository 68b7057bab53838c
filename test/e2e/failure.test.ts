import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

function command(args: Omit<InstanceConnectCommandArgs, "instanceId">) {
    return async () => {
        const { stdout } = new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, ...args });
        return { stdout };
    };
}

const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;

describe("a script that fails", () => {
    test("fails the resource, keeps its evidence in state, and create runs again until it has succeeded once", async () => {
        const program = command({
            create: 'echo "attempt" >> ~/attempts; echo half done; echo no luck >&2; [ -e ~/fixed ] || exit 7',
            update: "echo updated",
            delete: "touch ~/deleted",
        });
        const stack = await scene.makeStack(program);
        const first = await stack.up();
        expect(first.failure).toContain("ended with exit code 7");
        expect(first.failure).toContain("no luck");
        expect(first.failure).toContain("CMD_EXIT");
        const { outputs, initErrors } = await stack.resource();
        expect(outputs).toMatchObject({ stdout: "half done", stderr: "no luck", exitCode: 7, outcome: "exited" });
        expect(initErrors?.join()).toContain("CMD_EXIT");
        expect(outputs.__provider).toContain("pulumi-ec2-instance-connect/runtime");

        expect((await stack.up()).failure).toContain("exit code 7");
        expect(linesIn("attempts")).toBe(2);
        writeFileSync(home("fixed"), "");
        const third = await stack.up();
        expect(third.failure).toBeUndefined();
        expect(third.outputs.stdout?.value).toBe("half done");
        expect(linesIn("attempts")).toBe(3);
        expect((await stack.resource()).initErrors ?? []).toEqual([]);
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(existsSync(home("deleted"))).toBe(true);
    });

    test("is also run again by the next up after a refresh, which makes the engine forget the failure", async () => {
        const stack = await scene.makeStack(command({ create: "echo x >> ~/attempts; [ -e ~/fixed ]" }));
        expect((await stack.up()).failure).toContain("exit code 1");
        expect((await stack.refresh()).failure).toBeUndefined();
        writeFileSync(home("fixed"), "");
        expect(await stack.up()).toMatchObject({ failure: undefined, changes: { update: 1 } });
        expect(linesIn("attempts")).toBe(2);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });

    test("on update also keeps its evidence, and the next up runs update again", async () => {
        const stack = await scene.makeStack(command({ create: "echo created" }));
        await stack.up();
        const failing = command({ create: "echo created", update: "echo trying; exit 9", triggers: [1] });
        expect((await stack.up(failing)).failure).toContain("The update script");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "trying", exitCode: 9 });
        expect((await stack.up(failing)).failure).toContain("The update script");
        const mended = command({ create: "echo created", update: "echo mended", triggers: [1] });
        expect((await stack.up(mended)).outputs.stdout?.value).toBe("mended");
    });

    test("by a signal or by its time limit is reported as such, and destroy works from that state", async () => {
        const stack = await scene.makeStack(command({ create: "echo before; kill -KILL $$" }));
        expect((await stack.up()).failure).toContain("signal KILL");
        const signalled = (await stack.resource()).outputs;
        expect(signalled).toMatchObject({ stdout: "before", outcome: "signalled" });
        expect("exitCode" in signalled).toBe(false);

        const slow = command({ create: "echo waiting; sleep 600; echo never", commandTimeout: "8s" });
        expect((await stack.up(slow)).failure).toContain("longer than commandTimeout");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "waiting", outcome: "timedOut" });
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(await stack.resources()).toEqual([]);
    });

    test("with very much output keeps as much of it as the engine takes", async () => {
        const stack = await scene.makeStack(
            command({
                create: "head -c 6000000 /dev/zero | tr '\\0' '\\303' ; head -c 6000000 /dev/zero | tr '\\0' x >&2; exit 1",
                maxOutput: "4MiB",
                logging: "none",
            }),
        );
        expect((await stack.up()).failure).toContain("exit code 1");
        const { outputs } = await stack.resource();
        // Bytes that are no text grow threefold in state, and a failure's state is sent in a header of at most 16 MiB.
        for (const text of [outputs.stdout, outputs.stderr]) {
            expect(Buffer.byteLength(String(text))).toBeGreaterThan(3_500_000);
        }
        expect(outputs.exitCode).toBe(1);
    });

    test("by removing its own run's directory is lost in good time, and has run once", async () => {
        const stack = await scene.makeStack(
            command({
                create: 'echo x >> ~/runs; rm -rf "$(dirname "$0")"; sleep 1; kill -9 $PPID',
                commandTimeout: "60s",
            }),
        );
        expect((await stack.up()).failure).toContain("CMD_LOST");
        expect(linesIn("runs")).toBe(1);
        const timed = await scene.makeStack(
            command({ create: 'echo x >> ~/timed; rm -rf "$(dirname "$0")"; sleep 300', commandTimeout: "8s" }),
        );
        expect((await timed.up()).failure).toContain("CMD_LOST");
        expect(linesIn("timed")).toBe(1);
    });

    test("on delete fails the destroy and keeps the resource", async () => {
        const stack = await scene.makeStack(command({ create: "true", delete: "echo stuck >&2; exit 4" }));
        await stack.up();
        const { failure } = await stack.destroy();
        expect(failure).toContain("The delete script");
        expect(failure).toContain("stuck");
        expect(await stack.resources()).toHaveLength(1);
    });

    test("on delete is reported once, by its resource", async () => {
        const stack = await scene.makeStack(command({ create: "true", delete: "exit 4" }));
        await stack.up();
        const { events } = await stack.destroy();
        const said = events.flatMap(({ diagnosticEvent }) => (diagnosticEvent === undefined ? [] : [diagnosticEvent]));
        const telling = said.filter(({ message }) => message.includes("The delete script"));
        expect(telling.map(({ severity, urn }) => [severity, urn?.split("::").at(-1)])).toEqual([["error", "command"]]);
    });

    test("at the limit of customTimeouts names that limit, wherever it passes", async () => {
        const limited = (args: Omit<InstanceConnectCommandArgs, "instanceId">) => async () => {
            const { instanceId } = scene.instance;
            const customTimeouts = { create: "3s", update: "3s" };
            new InstanceConnectCommand("command", { instanceId, ...args }, { customTimeouts });
        };
        const running = await scene.makeStack(limited({ create: "echo waiting; sleep 600" }));
        const { failure } = await running.up();
        expect(failure).toContain("was stopped: customTimeouts.create (3 s) was over");
        expect(failure).toContain("Raise customTimeouts.create");
        expect(failure).not.toContain("commandTimeout");
        expect((await running.resource()).outputs).toMatchObject({ stdout: "waiting", outcome: "timedOut" });
        expect((await running.up()).failure).toContain("customTimeouts.update (3 s) was over");

        const connecting = await scene.makeStack(limited({ create: "true", connection: { port: 1 } }));
        const unreached = (await connecting.up()).failure;
        expect(unreached).toContain("within customTimeouts.create");
        expect(unreached).not.toContain("connectTimeout");
    });
});

describe("a connection", () => {
    test("that is cut while the script runs is opened again: the script runs once and its output is whole", async () => {
        const stack = await scene.makeStack(
            command({
                create: "echo x >> ~/runs; for i in 1 2 3; do echo line $i; done; until [ -e ~/go-on ]; do sleep 0.1; done; for i in 4 5 6; do echo line $i; done",
            }),
        );
        const up = stack.up();
        await expect.poll(() => linesIn("runs")).toBe(1);
        scene.instance.faults.cutConnections();
        writeFileSync(scene.home("go-on"), "");
        const { outputs, failure } = await up;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("line 1\nline 2\nline 3\nline 4\nline 5\nline 6");
        expect(linesIn("runs")).toBe(1);
        expect(scene.instance.connections.total).toBe(2);
        expect(new Set(scene.instance.pushedKeys.map(({ blob }) => blob)).size).toBe(2);
    });
});

describe("a script that did not start", () => {
    test("leaves no state on create and the old state on update", async () => {
        const stack = await scene.makeStack(
            command({ create: "echo never", connection: { osUser: "nobody-here", connectTimeout: "30s" } }),
        );
        const first = await stack.up();
        expect(first.failure).toContain('refused the pushed key for user "nobody-here"');
        expect(first.failure).toContain("The command did not run.");
        expect(await stack.resources()).toEqual([]);

        await stack.up(command({ create: "echo first" }));
        const before = await stack.resource();
        scene.lab.faults.denyAccess("SendSSHPublicKey");
        const update = await stack.up(command({ create: "echo second" }));
        scene.lab.faults.clear();
        expect(update.failure).toContain("ec2-instance-connect:SendSSHPublicKey");
        const after = await stack.resource();
        expect(after.outputs).toEqual(before.outputs);
        expect((await stack.up(command({ create: "echo second" }))).outputs.stdout?.value).toBe("second");
    });

    test("because the host key changed is refused before any byte, and both fingerprints are named", async () => {
        const stack = await scene.makeStack(command({ create: "touch ~/first" }));
        await stack.up();
        const [known] = scene.instance.hostKeyFingerprints;
        await scene.instance.faults.changeHostKey();
        const pushes = scene.instance.pushedKeys.length;
        const { failure } = await stack.up(command({ create: "touch ~/second" }));
        expect(failure).toContain("SSH_HOST_KEY_MISMATCH");
        expect(failure).toContain(known);
        expect(failure).toContain(scene.instance.hostKeyFingerprints[0]);
        expect([existsSync(home("second")), scene.instance.pushedKeys.length]).toEqual([false, pushes]);
        const accepted = await stack.up(
            command({ create: "touch ~/second", connection: { hostKeys: scene.instance.hostKeyFingerprints.slice() } }),
        );
        expect(accepted.failure).toBeUndefined();
        expect((await stack.resource()).outputs.hostKeys).toEqual(scene.instance.hostKeyFingerprints);
    });
});

describe("arguments that are wrong", () => {
    test("are all named at once, each with its path, and nothing is contacted", async () => {
        const calls = scene.lab.requests.length;
        const wrong = {
            instanceId: "web-1",
            create: "",
            commandTimeout: "90",
            maxOutput: "64MiB",
            acceptedExitCodes: [0, 900],
            environment: { "NOT-A-NAME": "x" },
            logging: "all",
            triggers: "now",
            interpreter: ["python3", "-c"],
            files: [{ remotePath: "relative", content: "x" }],
            connection: { port: 70_000, route: "sideways", hostKeyPolicy: "pinned", osUser: "no user" },
            crate: "typo",
        };
        const stack = await scene.makeStack(command(wrong as unknown as InstanceConnectCommandArgs));
        const { failure } = await stack.up();
        for (const path of [
            "instanceId",
            "commandTimeout",
            "maxOutput",
            "acceptedExitCodes[1]",
            'environment["NOT-A-NAME"]',
            "logging",
            "triggers",
            "interpreter",
            "files[0].remotePath",
            "connection.port",
            "connection.route",
            "connection.osUser",
            "crate",
        ]) {
            expect(failure).toContain(path);
        }
        expect(scene.lab.requests.length).toBe(calls);
    });
});
