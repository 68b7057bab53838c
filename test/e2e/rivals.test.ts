import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { UpOptions } from "@pulumi/pulumi/automation";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { requireRoot } from "../support/rights";
import { toolPath } from "../support/tools";
import { type EngineOptions, InstanceConnectCommand, type TestStack } from "./engine";
import { engineProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;
const WAIT = { timeout: 60_000 };

/** Counts its runs and its ends under a name, notes another that runs beside it, and ends when the test lets it. */
const counting = (name: string) =>
    `mkdir ~/alone || echo x >>~/together; echo x >>~/${name}; until [ -e ~/${name}-may-end ]; do sleep 0.1; done; ` +
    `rmdir ~/alone || true; echo x >>~/${name}-ended; echo result`;
const mayEnd = (name: string) => writeFileSync(home(`${name}-may-end`), "");

function program(args: Partial<InstanceConnectCommandArgs>, options: pulumi.CustomResourceOptions = {}) {
    return async () => {
        const { stdout } = new InstanceConnectCommand(
            "command",
            { instanceId: scene.instance.instanceId, ...args },
            options,
        );
        return { stdout };
    };
}

async function killEngine({ folder, stack }: TestStack, operation: Promise<unknown>): Promise<void> {
    for (const pid of engineProcesses(folder)) {
        process.kill(pid, "SIGKILL");
    }
    await operation;
    await stack.cancel();
}

const runsFolder = () => home(".local/state/ec2-instance-connect/runs");
const runFolders = () => readdirSync(runsFolder()).filter((name) => !name.startsWith("."));

/** Ends the only live run as a crash does: nothing is left of it but its directory. */
function crash(): void {
    const [folder = ""] = runFolders();
    const group = Number(readFileSync(`${runsFolder()}/${folder}/group`, "utf8"));
    const runner = Number(readFileSync(`${runsFolder()}/${folder}/mark`, "utf8").split(" ")[0]);
    process.kill(runner, "SIGKILL");
    process.kill(-group, "SIGKILL");
}

describe("two backends with the same project, stack and resource names", () => {
    test("that create at the same moment run one script, and both say whose it may be", async () => {
        const create = `echo has begun\n${counting("both")}`;
        const stacks = [await scene.makeStack(program({ create })), await scene.makeStack(program({ create }))];
        const ups = stacks.map((stack) => stack.up());
        await expect.poll(() => linesIn("both"), WAIT).toBe(1);
        // Both follow it: a receipt goes with the one that has read it.
        for (const stack of stacks) {
            await expect.poll(() => stack.said(), WAIT).toContain("has begun");
        }
        mayEnd("both");
        const operations = await Promise.all(ups);
        expect(operations.map(({ failure }) => failure ?? "none")).toEqual(["none", "none"]);
        expect([linesIn("both"), linesIn("both-ended"), linesIn("together")]).toEqual([1, 1, 0]);
        const said = operations.map(({ output }) => output).join("");
        expect(said).toContain("or a stack of the same name in another backend");
    });

    test("that create different scripts at the same moment run them one after the other", async () => {
        const first = await scene.makeStack(program({ create: counting("one") }));
        const second = await scene.makeStack(program({ create: counting("two") }));
        const ups = [first.up(), second.up()];
        await expect.poll(() => linesIn("one") + linesIn("two"), WAIT).toBe(1);
        mayEnd("one");
        mayEnd("two");
        const operations = await Promise.all(ups);
        expect(operations.map(({ failure }) => failure ?? "none")).toEqual(["none", "none"]);
        expect([linesIn("one-ended"), linesIn("two-ended"), linesIn("together")]).toEqual([1, 1, 0]);
    });

    test("know each other's runs by their ids once they have one: neither waits, neither takes the other's result", async () => {
        const args = (trigger: string) => ({ create: "true", update: counting(trigger), triggers: [trigger] });
        const [first, second] = [
            await scene.makeStack(program(args("one"))),
            await scene.makeStack(program(args("two"))),
        ];
        expect((await first.up(program({ create: "true" }))).failure).toBeUndefined();
        expect((await second.up(program({ create: "true" }))).failure).toBeUndefined();
        const ups = [first.up(), second.up()];
        await expect.poll(() => [linesIn("one"), linesIn("two")], WAIT).toEqual([1, 1]);
        mayEnd("one");
        mayEnd("two");
        expect((await Promise.all(ups)).map(({ failure }) => failure)).toEqual([undefined, undefined]);
    });
});

describe("a delete", () => {
    test("that is gone without a result runs again at the next destroy, which reports it", async () => {
        const stack = await scene.makeStack(program({ create: "true", delete: counting("delete") }));
        expect((await stack.up()).failure).toBeUndefined();
        const destroy = stack.destroy();
        await expect.poll(() => linesIn("delete"), WAIT).toBe(1);
        await killEngine(stack, destroy);
        crash();
        writeFileSync(home("delete-may-end"), "");
        const again = await stack.destroy();
        expect(again.failure).toBeUndefined();
        expect(again.output).toContain("without leaving a result on the host: the script runs again");
        expect(linesIn("delete")).toBe(2);
    });

    test("whose files could not be removed does not run its script again", async () => {
        requireRoot();
        const remotePath = home("uninstall.sh");
        const stack = await scene.makeStack(
            program({
                create: "true",
                // What is a mount point can't be removed.
                delete: "echo x >>~/uninstalled; mount --bind ~/uninstall.sh ~/uninstall.sh",
                files: [{ remotePath, source: new pulumi.asset.StringAsset("x\n"), onDelete: "remove" }],
            }),
        );
        expect((await stack.up()).failure).toBeUndefined();
        const { failure } = await stack.destroy();
        execFileSync(toolPath("umount"), [remotePath]);
        expect(failure).toContain(remotePath);
        expect([linesIn("uninstalled"), existsSync(remotePath)]).toEqual([1, true]);
        expect((await stack.destroy()).failure).toBeUndefined();
        expect([linesIn("uninstalled"), existsSync(remotePath)]).toEqual([1, false]);
    });

    test("without a script waits for the live run before it removes the run's files", async () => {
        const remotePath = home("app.conf");
        const source = new pulumi.asset.StringAsset("x\n");
        const files = [{ remotePath, source, onDelete: "remove" as const }];
        const stack = await scene.makeStack(program({ create: "true", update: counting("update"), files }));
        expect((await stack.up()).failure).toBeUndefined();
        const up = stack.up(program({ create: "true", update: counting("update"), files, triggers: [1] }));
        await expect.poll(() => linesIn("update"), WAIT).toBe(1);
        await killEngine(stack, up);
        const destroy = stack.destroy();
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for it to end");
        expect(existsSync(remotePath)).toBe(true);
        mayEnd("update");
        expect((await destroy).failure).toBeUndefined();
        expect([linesIn("update-ended"), existsSync(remotePath)]).toEqual([1, false]);
    });
});

describe("a replacement, while a run of the old resource is live,", () => {
    const withTrigger = (trigger: number, options?: pulumi.CustomResourceOptions) =>
        program(
            {
                create: "mkdir ~/alone && rmdir ~/alone || echo x >>~/together; echo x >>~/created",
                update: counting("update"),
                triggers: [trigger],
            },
            options,
        );

    test.each([
        ["that deletes first", { deleteBeforeReplace: true }],
        ["that creates first", { deleteBeforeReplace: false }],
    ])("%s, waits for its end", async (_what, options) => {
        const stack = await scene.makeStack(withTrigger(0, options));
        expect((await stack.up()).failure).toBeUndefined();
        const up = stack.up(withTrigger(1, options));
        await expect.poll(() => linesIn("update"), WAIT).toBe(1);
        await killEngine(stack, up);
        const { urn } = await stack.resource();
        const replace: UpOptions = { replace: [urn] };
        const replacing = stack.up(withTrigger(0, options), replace as EngineOptions);
        await expect.poll(() => stack.said(), WAIT).toContain("Waiting for it to end");
        expect(linesIn("created")).toBe(1);
        mayEnd("update");
        expect((await replacing).failure).toBeUndefined();
        expect([linesIn("created"), linesIn("together"), linesIn("update-ended")]).toEqual([2, 0, 1]);
        // The killed update's receipt bears the id of the old resource, which never comes again.
        expect(runFolders().filter((name) => name.includes("-new-"))).toEqual([]);
    });
});

describe("a lost create", () => {
    async function lostCreate(args: Partial<InstanceConnectCommandArgs> = {}): Promise<TestStack> {
        const stack = await scene.makeStack(program({ create: counting("create"), ...args }));
        const up = stack.up();
        await expect.poll(() => linesIn("create"), WAIT).toBe(1);
        scene.instance.faults.reportsState("stopping");
        scene.instance.faults.cutConnections();
        expect((await up).failure).toContain("CMD_LOST");
        return stack;
    }

    test("is still found after an up that failed before its script, a refresh, and a change that is only recorded", async () => {
        const stack = await lostCreate();
        // The instance is still said to stop.
        expect((await stack.up()).failure).toContain("AWS_INSTANCE_STOPPED");
        expect((await stack.resource()).outputs).toMatchObject({ outcome: "lost" });
        scene.instance.faults.reportsState();
        expect((await stack.refresh()).failure).toBeUndefined();
        expect((await stack.resource()).outputs).toMatchObject({ outcome: "lost" });
        const next = stack.up(program({ create: counting("create"), commandTimeout: "30m", delete: "true" }));
        mayEnd("create");
        const { failure, outputs } = await next;
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("result");
        expect(linesIn("create")).toBe(1);
        expect(runFolders()).toEqual([]);
    });

    test("that crashes meanwhile runs again once, and not a third time", async () => {
        const stack = await lostCreate();
        scene.instance.faults.reportsState();
        crash();
        mayEnd("create");
        const { failure, output } = await stack.up(program({ create: counting("create") }));
        expect(failure).toBeUndefined();
        expect(output).toContain("without leaving a result on the host: the script runs again");
        expect(linesIn("create")).toBe(2);
        expect((await stack.up()).changes).toEqual({ same: 1 });
        expect(runFolders()).toEqual([]);
    });
});

test("a run that is live when its user's home can't be written any more is still found", async () => {
    const stack = await scene.makeStack(program({ create: "true", update: counting("update") }));
    expect((await stack.up()).failure).toBeUndefined();
    const up = stack.up(program({ create: "true", update: counting("update"), triggers: [1] }));
    await expect.poll(() => linesIn("update"), WAIT).toBe(1);
    await killEngine(stack, up);
    chmodSync(home(".local/state/ec2-instance-connect"), 0o555);
    const next = stack.up(program({ create: "true", update: counting("update"), triggers: [1] }));
    mayEnd("update");
    const { failure } = await next;
    chmodSync(home(".local/state/ec2-instance-connect"), 0o755);
    expect(failure).toBeUndefined();
    expect([linesIn("update"), linesIn("together")]).toEqual([1, 0]);
});
