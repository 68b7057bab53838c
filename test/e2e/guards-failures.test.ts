import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LabInstance } from "../../lab";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { engineProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;
const WAIT = { timeout: 60_000 };
const ASKING = "echo x >>~/asked; until [ -e ~/may-end ]; do sleep 0.1; done; exit 1";

function program(args: Partial<InstanceConnectCommandArgs>, instance: LabInstance = scene.instance) {
    return async () => {
        const { stdout, outcome } = new InstanceConnectCommand("command", {
            instanceId: instance.instanceId,
            create: "echo x >>~/runs; echo ran",
            ...args,
        });
        return { stdout, outcome };
    };
}

describe("a guard that can't tell fails before the script, and the next up asks again:", () => {
    async function failsWith(args: Partial<InstanceConnectCommandArgs>, said: readonly string[]): Promise<TestStack> {
        const stack = await scene.makeStack(program(args));
        const { failure } = await stack.up();
        for (const text of [...said, "The command did not run.  Code: CMD_GUARD_FAILED"]) {
            expect(failure).toContain(text);
        }
        expect(linesIn("runs")).toBe(0);
        const next = await stack.up(program({}));
        expect([next.failure, linesIn("runs")]).toEqual([undefined, 1]);
        return stack;
    }

    test("exit code 126", async () => {
        writeFileSync(home("plain"), "true\n", { mode: 0o644 });
        await failsWith({ unless: "~/plain" }, [
            "ended with exit code 126",
            "126 means that a command may not be executed",
        ]);
    });

    test("exit code 255, which a script may choose", async () => {
        await failsWith({ unless: "exit 255" }, ["ended with exit code 255"]);
    });

    test("a signal", async () => {
        await failsWith({ unless: "kill -TERM $$" }, ["was ended by signal TERM"]);
    });

    test("commandTimeout", async () => {
        await failsWith({ unless: "sleep 600", commandTimeout: "3s" }, [
            "was stopped: it ran longer than commandTimeout allows (3 s)",
            "Let unless end sooner, or raise commandTimeout.",
        ]);
    });

    test("a result that is lost", async () => {
        const stack = await scene.makeStack(program({ unless: ASKING }));
        const up = stack.up();
        await expect.poll(() => linesIn("asked"), WAIT).toBe(1);
        scene.instance.faults.reportsState("stopping");
        scene.instance.faults.cutConnections();
        const { failure } = await up;
        expect(failure).toContain("lost its connection, and its result is not known");
        expect(failure).toContain("the instance is stopping.  Code: CMD_GUARD_FAILED");
        expect(failure).toContain("The command did not run.");
        expect(failure).toContain("Run pulumi up again: it asks unless again.");
        scene.instance.faults.reportsState();
        writeFileSync(home("may-end"), "");
        const next = await stack.up();
        expect([next.failure, linesIn("asked"), linesIn("runs")]).toEqual([undefined, 2, 1]);
    });
});

test("a guard that was asked when the engine was killed is asked again, and the script runs once", async () => {
    const stack = await scene.makeStack(program({ unless: ASKING }));
    const up = stack.up();
    await expect.poll(() => linesIn("asked"), WAIT).toBe(1);
    for (const pid of engineProcesses(stack.folder)) {
        process.kill(pid, "SIGKILL");
    }
    await up;
    await stack.stack.cancel();
    writeFileSync(home("may-end"), "");
    const next = await stack.up();
    expect(next.failure).toBeUndefined();
    expect(next.outputs).toMatchObject({ stdout: { value: "ran" }, outcome: { value: "exited" } });
    expect([linesIn("asked"), linesIn("runs")]).toEqual([2, 1]);
    expect((await stack.up()).changes).toEqual({ same: 1 });
});

test("a cut link costs a guard nothing: it is followed, and asked once", async () => {
    const stack = await scene.makeStack(program({ unless: ASKING }));
    const up = stack.up();
    await expect.poll(() => linesIn("asked"), WAIT).toBe(1);
    scene.instance.faults.cutConnections();
    writeFileSync(home("may-end"), "");
    const { failure } = await up;
    expect([failure, linesIn("asked"), linesIn("runs")]).toEqual([undefined, 1, 1]);
});

test("guards and read are run as the user that runs the script: what another may not see proves nothing", async () => {
    const instance = await scene.lab.launchInstance({ kind: "openssh", osUsers: ["ec2-user", "app"] });
    try {
        const create = "id -un >>/home/app/who; mkdir -p ~/private; touch ~/private/made; chmod 700 ~/private";
        const args = {
            create,
            creates: "/home/app/private/made",
            unless: 'id -un >>/home/app/who; [ "$WORD" = done ]',
            read: "id -un",
            environment: { WORD: "begin" },
        };
        const asApp = (more: Partial<InstanceConnectCommandArgs>) =>
            program({ ...args, runAs: "app", ...more }, instance);
        const stack = await scene.makeStack(asApp({}));
        const first = await stack.up();
        expect([first.failure, first.outputs.outcome?.value]).toEqual([undefined, "exited"]);
        expect((await stack.resource()).outputs.readStdout).toBe("app");
        const skipped = await stack.up(asApp({ triggers: [1] }));
        expect([skipped.failure, skipped.outputs.outcome?.value]).toEqual([undefined, "skipped"]);
        // The user that signs in may not search the directory.
        const blind = await stack.up(program({ ...args, unless: "exit 1", triggers: [2] }, instance));
        expect(blind.failure).toContain("could not tell whether /home/app/private/made exists");
        expect(blind.failure).toContain("Permission denied");
        expect(blind.failure).toContain("The command did not run.  Code: CMD_GUARD_FAILED");
        const done = await stack.up(asApp({ creates: "~/none", environment: { WORD: "done" } }));
        expect([done.failure, done.outputs.outcome?.value]).toEqual([undefined, "skipped"]);
        expect(readFileSync(join(instance.homeOf("app"), "who"), "utf8")).toBe("app\napp\napp\n");
    } finally {
        await instance.terminate();
    }
});
