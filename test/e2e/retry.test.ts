import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs, RunInfo } from "../../sdk";
import { InstanceConnectCommand, type TestStack } from "./engine";
import { engineProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;
const WAIT = { timeout: 60_000 };

/** Counts its tries, and succeeds in the third. */
const THIRD =
    'echo x >>~/tries; n=$(wc -l <~/tries); echo "try $((n))"; echo "err $((n))" >&2; [ "$n" -ge 3 ] || exit 7';
/** The same, and its second try ends when the test lets it. */
const WAITS_IN_SECOND = `${THIRD.replace("; [", '; until [ "$n" != 2 ] || [ -e ~/may-end ]; do sleep 0.1; done; [')}`;

function program(args: Partial<InstanceConnectCommandArgs>) {
    return async () => {
        const { stdout, stderr, exitCode, outcome, run } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            create: THIRD,
            retry: { tries: 5, delay: "100ms" },
            ...args,
        });
        return { stdout, stderr, exitCode, outcome, run };
    };
}

const leftOnHost = () =>
    readdirSync(home(".local/state/ec2-instance-connect/runs")).filter((name) => /^[0-9a-f]{20}-.*-\d+$/.test(name));
const runOf = async (stack: TestStack) => (await stack.resource()).outputs.run as RunInfo;

async function killEngine({ folder, stack }: TestStack, up: Promise<unknown>): Promise<void> {
    for (const pid of engineProcesses(folder)) {
        process.kill(pid, "SIGKILL");
    }
    await up;
    await stack.cancel();
}

describe("retry", () => {
    test("runs a script that failed again until it succeeds; files and guards are not asked for again", async () => {
        const stack = await scene.makeStack(
            program({
                create: `cat ~/app.conf; echo changed >>~/app.conf; ${THIRD}`,
                files: [{ remotePath: home("app.conf"), source: new pulumi.asset.StringAsset("placed\n") }],
                unless: "echo x >>~/asked; false",
                read: "echo x >>~/read",
            }),
        );
        const { failure, outputs, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs).toMatchObject({
            stdout: { value: "placed\nchanged\nchanged\ntry 3" },
            stderr: { value: "err 3" },
            exitCode: { value: 0 },
            outcome: { value: "exited" },
            run: { value: { tries: 3 } },
        });
        expect([linesIn("tries"), linesIn("asked"), linesIn("read")]).toEqual([3, 1, 1]);
        expect(output).toContain("Try 2 of 5 begins in 0.1 s: exit code 7");
        expect(output).toContain("Try 3 of 5 begins in 0.1 s: exit code 7");
        expect((await runOf(stack)).id).toMatch(/-new-1-3$/);
        expect(leftOnHost()).toEqual([]);
        expect((await stack.up(program({ retry: { tries: 2 } }))).changes).toEqual({ update: 1 });
    });

    test("of other exit codes runs nothing again, and its error reports it", async () => {
        const stack = await scene.makeStack(program({ retry: { tries: 5, delay: "100ms", onExitCodes: [8] } }));
        const { failure } = await stack.up();
        expect(failure).toContain("ended with exit code 7, accepted: 0.");
        expect(failure).toContain("1 of 5: exit code 7 is not in retry.onExitCodes");
        expect(linesIn("tries")).toBe(1);
        expect((await runOf(stack)).tries).toBe(1);
    });

    test("ends with the last of its tries, and the next up begins again", async () => {
        const stack = await scene.makeStack(
            program({ create: `${THIRD}; exit 9`, retry: { tries: 2, delay: "100ms" } }),
        );
        const { failure } = await stack.up();
        expect(failure).toContain("ended with exit code 7 in the last of 2 tries, accepted: 0.");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "try 2", exitCode: 7, __runCount: 1 });
        expect((await runOf(stack)).tries).toBe(2);
        expect(leftOnHost()).toEqual([]);
        expect((await stack.up()).failure).toContain("exit code 9 in the last of 2 tries");
        expect(linesIn("tries")).toBe(4);
    });

    test("is all within one commandTimeout", async () => {
        const soon = await scene.makeStack(
            program({ create: "echo x >>~/soon; exit 1", retry: { tries: 20, delay: "1s" }, commandTimeout: "3s" }),
        );
        expect((await soon.up()).failure).toContain("3 of 20: commandTimeout leaves no time for another one");
        expect(linesIn("soon")).toBe(3);
        const hangs = await scene.makeStack(
            program({
                create: "echo x >>~/slow; sleep 1; [ $(wc -l <~/slow) = 1 ] || sleep 60; exit 1",
                commandTimeout: "3s",
            }),
        );
        const { failure } = await hangs.up();
        expect(failure).toContain("CMD_TIMEOUT");
        expect(failure).toContain("2 of 5");
        expect((await runOf(hangs)).durationMs).toBeLessThan(2_500);
        expect(linesIn("slow")).toBe(2);
    });

    test("holds for update, and for delete, whose failure changes no state", async () => {
        const stack = await scene.makeStack(
            program({
                create: "true",
                update: THIRD,
                delete: `echo x >>~/deleted; [ $(wc -l <~/deleted) -ge 5 ]`,
                retry: { tries: 3, delay: "100ms" },
                triggers: [1],
            }),
        );
        expect((await stack.up()).failure).toBeUndefined();
        const updated = await stack.up(
            program({
                create: "true",
                update: THIRD,
                delete: `echo x >>~/deleted; [ $(wc -l <~/deleted) -ge 5 ]`,
                retry: { tries: 3, delay: "100ms" },
                triggers: [2],
            }),
        );
        expect(updated.failure).toBeUndefined();
        const before = (await stack.resource()).outputs;
        expect(before).toMatchObject({ stdout: "try 3" });
        expect((await stack.destroy()).failure).toContain("exit code 1 in the last of 3 tries");
        expect((await stack.resource()).outputs).toEqual(before);
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(linesIn("deleted")).toBe(5);
        expect(leftOnHost()).toEqual([]);
    });
});

test("retry on a real sshd goes on after a kill, and tells of each try", async () => {
    const { instanceId } = await scene.lab.launchInstance({ kind: "openssh" });
    const stack = await scene.makeStack(program({ instanceId, retry: { tries: 4, delay: "2s" } }));
    const up = stack.up();
    await expect.poll(() => stack.said(), WAIT).toContain("Try 2 of 4 begins in 2 s: exit code 7");
    await killEngine(stack, up);
    const { failure, outputs, output } = await stack.up();
    expect(failure).toBeUndefined();
    expect(output).toContain("Try 3 of 4 begins in 2 s: exit code 7");
    expect(outputs).toMatchObject({ stdout: { value: "try 3" }, run: { value: { tries: 3 } } });
});

describe("an up that was killed", () => {
    test("during its second try is followed by one that goes on with that try, and repeats none", async () => {
        const stack = await scene.makeStack(program({ create: WAITS_IN_SECOND }));
        const up = stack.up();
        await expect.poll(() => linesIn("tries"), WAIT).toBe(2);
        await killEngine(stack, up);
        const next = stack.up();
        writeFileSync(home("may-end"), "");
        const { failure, outputs, output } = await next;
        expect(failure).toBeUndefined();
        expect(output).toContain("which an interrupted operation started at");
        expect(outputs).toMatchObject({ stdout: { value: "try 3" }, run: { value: { tries: 3 } } });
        expect(linesIn("tries")).toBe(3);
        expect(leftOnHost()).toEqual([]);
    });

    test("in the pause after its first try is followed by one that makes the second; a new number of tries holds", async () => {
        const stack = await scene.makeStack(
            program({ retry: { tries: 5, delay: "10m" }, unless: "echo x >>~/asked; false" }),
        );
        const up = stack.up();
        await expect.poll(() => stack.said(), WAIT).toContain("Try 2 of 5 begins in 600 s");
        await killEngine(stack, up);
        const fewer = { retry: { tries: 2, delay: "100ms" }, unless: "echo x >>~/asked; false" };
        const failed = await stack.up(program(fewer));
        expect(failed.failure).toContain("exit code 7 in the last of 2 tries");
        expect(await runOf(stack)).toMatchObject({ tries: 2 });
        expect([linesIn("tries"), linesIn("asked")]).toEqual([2, 1]);
        expect(leftOnHost()).toEqual([]);
        const { outputs } = await stack.up(program(fewer));
        expect(outputs).toMatchObject({ stdout: { value: "try 3" }, run: { value: { tries: 1 } } });
    });

    test("is followed by one of other arguments, which begins with its own first try", async () => {
        const stack = await scene.makeStack(program({ retry: { tries: 3, delay: "2s" } }));
        const up = stack.up();
        await expect.poll(() => linesIn("tries"), WAIT).toBe(2);
        await expect.poll(() => stack.said(), WAIT).toContain("Try 3 of 3");
        await killEngine(stack, up);
        const other = program({ create: "echo x >>~/other; [ $(wc -l <~/other) -ge 2 ]" });
        const { failure, outputs } = await stack.up(other);
        expect(failure).toBeUndefined();
        expect(outputs.run?.value).toMatchObject({ tries: 2 });
        expect([linesIn("tries"), linesIn("other")]).toEqual([2, 2]);
        expect(leftOnHost()).toEqual([]);
    });

    test("as a destroy, in the pause, is followed by a destroy that makes the next try", async () => {
        const stack = await scene.makeStack(
            program({ create: "true", delete: THIRD, retry: { tries: 5, delay: "3s" } }),
        );
        expect((await stack.up()).failure).toBeUndefined();
        const destroy = stack.destroy();
        await expect.poll(() => stack.said(), WAIT).toContain("Try 2 of 5 begins");
        await killEngine(stack, destroy);
        const { failure, output } = await stack.destroy();
        expect(failure).toBeUndefined();
        expect(output).toContain("Try 2 of 5 begins");
        expect(linesIn("tries")).toBe(3);
        expect(leftOnHost()).toEqual([]);
    });
});

describe("a try whose result is lost", () => {
    async function lostInSecond(): Promise<TestStack> {
        const stack = await scene.makeStack(program({ create: WAITS_IN_SECOND }));
        const up = stack.up();
        await expect.poll(() => linesIn("tries"), WAIT).toBe(2);
        scene.instance.faults.reportsState("stopping");
        scene.instance.faults.cutConnections();
        const { failure } = await up;
        expect(failure).toContain("CMD_LOST");
        expect(failure).toContain("2 of 5");
        scene.instance.faults.reportsState();
        expect(await runOf(stack)).toMatchObject({ tries: 2, id: expect.stringMatching(/-new-1-2$/) });
        expect(leftOnHost()).toHaveLength(2);
        return stack;
    }

    test("is not followed by another one; the next up finds it live, and goes on after it", async () => {
        const stack = await lostInSecond();
        const next = stack.up();
        writeFileSync(home("may-end"), "");
        const { failure, outputs } = await next;
        expect(failure).toBeUndefined();
        expect(outputs).toMatchObject({ stdout: { value: "try 3" }, run: { value: { tries: 3 } } });
        expect(linesIn("tries")).toBe(3);
        expect(leftOnHost()).toEqual([]);
    });

    test("is made again under its own name if the host shows that it ended without a result", async () => {
        const stack = await lostInSecond();
        const [folder = ""] = leftOnHost().filter((name) => name.endsWith("-2"));
        const runs = home(".local/state/ec2-instance-connect/runs");
        const group = Number(readFileSync(`${runs}/${folder}/group`, "utf8"));
        process.kill(Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${group}/status`, "utf8"))?.[1]), "SIGKILL");
        process.kill(-group, "SIGKILL");
        writeFileSync(home("may-end"), "");
        const { failure, outputs, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(output).toContain("without leaving a result on the host");
        expect(outputs).toMatchObject({ stdout: { value: "try 3" }, run: { value: { tries: 2 } } });
        expect(linesIn("tries")).toBe(3);
        expect(leftOnHost()).toEqual([]);
    });
});
