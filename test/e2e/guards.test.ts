import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;

function program(args: Partial<InstanceConnectCommandArgs>) {
    return async () => {
        const { stdout, exitCode, outcome, readStdout } = new InstanceConnectCommand("command", {
            instanceId: scene.instance.instanceId,
            create: "echo x >>~/runs; echo ran",
            ...args,
        });
        return { stdout, exitCode, outcome, readStdout };
    };
}

describe("a guard", () => {
    test("skips create, which counts as created, and update, which keeps the last outputs", async () => {
        const withUnless = (trigger: number) => program({ unless: "[ -e ~/done ]", triggers: [trigger] });
        writeFileSync(home("done"), "");
        const stack = await scene.makeStack(withUnless(1));
        const first = await stack.up();
        expect(first.failure).toBeUndefined();
        expect(first.output).toContain("Nothing to do: unless exited with 0.");
        expect(first.outputs).toMatchObject({ stdout: { value: "" }, outcome: { value: "skipped" } });
        expect((await stack.resource()).outputs).toMatchObject({ __created: true, __succeeded: true });
        const ran = await stack.up(program({ unless: "exit 125", triggers: [2] }));
        expect(ran.outputs).toMatchObject({ stdout: { value: "ran" }, outcome: { value: "exited" } });
        const skipped = await stack.up(withUnless(3));
        expect(skipped.outputs).toMatchObject({
            stdout: { value: "ran" },
            exitCode: { value: 0 },
            outcome: { value: "skipped" },
        });
        expect(linesIn("runs")).toBe(1);
    });

    test("that can't tell fails before the script, and shows its last words", async () => {
        const stack = await scene.makeStack(program({ unless: "no-such-command" }));
        const { failure } = await stack.up();
        expect(failure).toContain("ended with exit code 127");
        expect(failure).toContain("no-such-command");
        expect(failure).toContain("The command did not run.  Code: CMD_GUARD_FAILED");
        const killed = await stack.up(program({ unless: "kill -KILL $$" }));
        expect(killed.failure).toContain("was ended by signal KILL");
        expect(linesIn("runs")).toBe(0);
    });

    test("of a path skips if something is there", async () => {
        const stack = await scene.makeStack(program({ creates: "~/made", create: "echo x >>~/runs; touch ~/made" }));
        expect((await stack.up()).outputs.outcome?.value).toBe("exited");
        const again = await stack.up(program({ creates: "~/made", create: "echo x >>~/runs" }));
        expect(again.output).toContain("Nothing to do: ~/made exists (creates).");
        expect(linesIn("runs")).toBe(1);
    });
});

describe("read", () => {
    test("finds drift in a refresh, which the next up mends, and which ends with the value's return", async () => {
        const args = { create: "echo x >>~/runs; echo good >~/value", read: "cat ~/value" };
        const stack = await scene.makeStack(program(args));
        expect((await stack.up()).outputs.readStdout?.value).toBe("good");
        writeFileSync(home("value"), "bad\n");
        expect((await stack.refresh()).failure).toBeUndefined();
        expect((await stack.preview()).changes).toEqual({ update: 1 });
        writeFileSync(home("value"), "good\n");
        await stack.refresh();
        expect((await stack.up()).changes).toEqual({ same: 1 });
        writeFileSync(home("value"), "bad\n");
        await stack.refresh();
        const mended = await stack.up();
        expect([mended.changes, mended.outputs.readStdout?.value, linesIn("runs")]).toEqual([{ update: 1 }, "good", 2]);
        const other = program({ ...args, read: "echo other" });
        expect((await stack.up(other)).failure).toBeUndefined();
        await stack.refresh();
        expect((await stack.up(other)).changes).toEqual({ same: 1 });
        expect((await stack.resource()).outputs.readStdout).toBe("other");
        expect(linesIn("runs")).toBe(2);
    });

    test("that fails after the script is all that the next up repeats", async () => {
        const stack = await scene.makeStack(program({ read: "cat ~/value" }));
        const { failure } = await stack.up();
        expect(failure).toContain("The command ran.  Code: CMD_READ_FAILED");
        writeFileSync(home("value"), "good\n");
        const next = await stack.up();
        expect(next.failure).toBeUndefined();
        expect(next.outputs).toMatchObject({ stdout: { value: "ran" }, readStdout: { value: "good" } });
        expect(linesIn("runs")).toBe(1);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });
});
