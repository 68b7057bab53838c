import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { CustomTimeouts } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;

/** Counts its runs and its ends, and ends when the test lets it. */
const SCRIPT = "echo x >>~/begun; until [ -e ~/may-end ]; do sleep 0.1; done; echo x >>~/ended; echo result";
const WAIT = { timeout: 60_000 };

function program(args: Partial<InstanceConnectCommandArgs> = {}, customTimeouts?: CustomTimeouts) {
    return async () => {
        const { stdout } = new InstanceConnectCommand(
            "command",
            { instanceId: scene.instance.instanceId, create: SCRIPT, ...args },
            { ...(customTimeouts && { customTimeouts }) },
        );
        return { stdout };
    };
}

const runsFolder = () => home(".local/state/ec2-instance-connect/runs");
const runFolders = () => readdirSync(runsFolder()).filter((name) => /^[0-9a-f]{20}-/.test(name));
const describeCalls = () => scene.lab.requests.filter(({ action }) => action === "DescribeInstances").length;

/** A stack whose first `up` has lost its run: AWS says that the instance stops, while the script goes on. */
async function lostRun(): Promise<TestStack> {
    const stack = await scene.makeStack(program());
    const up = stack.up();
    await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
    scene.instance.faults.reportsState("stopping");
    scene.instance.faults.cutConnections();
    const { failure } = await up;
    expect(failure).toContain("CMD_LOST");
    expect(failure).toContain("reconnecting is not possible");
    expect(failure).toContain("the instance is stopping");
    expect((await stack.resource()).outputs).toMatchObject({ outcome: "lost", __succeeded: false, __runCount: 0 });
    scene.instance.faults.reportsState();
    return stack;
}

describe("a link that is cut while the script runs", () => {
    test("is waited for beyond connectTimeout: the script runs once, and its result is kept", async () => {
        const stack = await scene.makeStack(program({ connection: { connectTimeout: "8s" } }));
        const up = stack.up();
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        await scene.instance.faults.refuseConnections();
        const before = describeCalls();
        scene.instance.faults.cutConnections();
        // Each of them but the last gave up, after more time than connectTimeout allows.
        await expect.poll(() => describeCalls() - before, { timeout: 100_000 }).toBeGreaterThan(1);
        writeFileSync(home("may-end"), "");
        await scene.instance.faults.acceptConnections();
        const { failure, outputs, output } = await up;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("result");
        expect(output).toMatch(/The connection was lost at \S+Z\. Reconnecting until \S+Z/);
        expect(linesIn("begun")).toBe(1);
        expect((await stack.resource()).outputs.outcome).toBe("exited");
    });

    test("and does not come back by the operation's own deadline fails the resource as lost", async () => {
        const stack = await scene.makeStack(program({}, { create: "20s" }));
        const up = stack.up();
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        await scene.instance.faults.refuseConnections();
        scene.instance.faults.cutConnections();
        const { failure } = await up;
        expect(failure).toContain("The command may have run.");
        expect(failure).toContain("CMD_LOST");
        expect((await stack.resource()).outputs).toMatchObject({ outcome: "lost", __succeeded: false });
    });

    test("is waited for while credentials are refused in mid-run", async () => {
        const stack = await scene.makeStack(program());
        const up = stack.up();
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        scene.lab.faults.denyAccess("DescribeInstances");
        scene.instance.faults.cutConnections();
        try {
            await expect.poll(() => stack.said(), WAIT).toMatch(/Reconnecting until \S+Z\. .*access is denied/);
        } finally {
            scene.lab.faults.clear();
        }
        writeFileSync(home("may-end"), "");
        const { failure, outputs } = await up;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("result");
        expect(linesIn("begun")).toBe(1);
    });
});

describe("after a result was lost, the next up", () => {
    test("follows the run that is live, and runs nothing again", async () => {
        const stack = await lostRun();
        const before = scene.instance.connections.total;
        const next = stack.up();
        await expect.poll(() => scene.instance.connections.total, WAIT).toBe(before + 1);
        writeFileSync(home("may-end"), "");
        const { failure, outputs, output } = await next;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("result");
        expect(output).toContain("The script was not run again");
        expect([linesIn("begun"), linesIn("ended")]).toEqual([1, 1]);
        expect((await stack.resource()).outputs).toMatchObject({ outcome: "exited", __succeeded: true, __runCount: 1 });
        expect(runFolders()).toEqual([]);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });

    test("takes the result of a run that has ended meanwhile", async () => {
        const stack = await lostRun();
        writeFileSync(home("may-end"), "");
        await expect.poll(() => linesIn("ended"), WAIT).toBe(1);
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("result");
        expect(linesIn("begun")).toBe(1);
    });

    test("with other arguments waits for the end of the live run, and never runs beside it", async () => {
        const stack = await lostRun();
        const next = stack.up(program({ create: `[ -e ~/ended ] || touch ~/together; ${SCRIPT}` }));
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for it to end");
        expect(linesIn("begun")).toBe(1);
        writeFileSync(home("may-end"), "");
        const { failure, output } = await next;
        expect(failure).toBeUndefined();
        expect(output).toContain("is still running. Waiting for it to end");
        expect([linesIn("begun"), linesIn("ended"), existsSync(home("together"))]).toEqual([2, 2, false]);
    });

    test("runs the script again if the host has no trace of the run, and reports it", async () => {
        const stack = await lostRun();
        const [runner = ""] = readFileSync(`${runsFolder()}/${runFolders()[0]}/mark`, "utf8").split(" ");
        writeFileSync(home("may-end"), "");
        await expect.poll(() => linesIn("ended"), WAIT).toBe(1);
        // Until then it writes there, and a folder that is being removed may stay.
        await expect.poll(() => existsSync(`/proc/${runner}`), WAIT).toBe(false);
        rmSync(runsFolder(), { recursive: true });
        const { failure, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).toContain("has no trace of the run");
        expect(linesIn("begun")).toBe(2);
    });

    test("runs the script again if the host shows that the run is over without a result, and reports it", async () => {
        const stack = await lostRun();
        const [folder = ""] = runFolders();
        const group = Number(readFileSync(`${runsFolder()}/${folder}/group`, "utf8"));
        const runner = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${group}/status`, "utf8"))?.[1]);
        process.kill(runner, "SIGKILL");
        process.kill(-group, "SIGKILL");
        writeFileSync(home("may-end"), "");
        const { failure, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).toContain("without leaving a result on the host");
        expect([linesIn("begun"), linesIn("ended")]).toEqual([2, 1]);
        expect((await stack.resource()).outputs).toMatchObject({ outcome: "exited", stdout: "result" });
    });

    test("destroy waits for the end of the live run before its own script", async () => {
        const stack = await scene.makeStack(program({ delete: "[ -e ~/ended ] || touch ~/together; touch ~/deleted" }));
        const up = stack.up();
        await expect.poll(() => linesIn("begun"), WAIT).toBe(1);
        scene.instance.faults.reportsState("stopped");
        scene.instance.faults.cutConnections();
        expect((await up).failure).toContain("CMD_LOST");
        scene.instance.faults.reportsState();
        const destroy = stack.destroy();
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for it to end");
        writeFileSync(home("may-end"), "");
        expect((await destroy).failure).toBeUndefined();
        expect([linesIn("ended"), existsSync(home("deleted")), existsSync(home("together"))]).toEqual([1, true, false]);
    });
});
