import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "../support/engine";

let lab: Lab;
let instance: LabInstance;
let stack: TestStack | undefined;

beforeAll(async () => {
    lab = await startLab();
});
beforeEach(async () => {
    instance = await lab.launchInstance();
});
afterEach(async () => {
    stack?.remove();
    stack = undefined;
    await instance.terminate();
});
afterAll(() => lab.stop());

describe("a command", () => {
    test("runs on create, does nothing when nothing changed, runs update and delete", {
        timeout: 120_000,
    }, async () => {
        const program = (text: string) => async () => {
            const command = new InstanceConnectCommand("greet", {
                instanceId: instance.instanceId,
                create: `echo created ${text}; echo trouble >&2`,
                update: `echo updated ${text} after "$PULUMI_COMMAND_STDOUT"`,
                delete: 'echo "deleted after $PULUMI_COMMAND_STDOUT" > ~/deleted',
            });
            return { stdout: command.stdout, exitCode: command.exitCode };
        };
        stack = await makeTestStack(lab, program("one"));
        const first = await stack.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs).toMatchObject({ stdout: { value: "created one" }, exitCode: { value: 0 } });
        console.log(first.output);
        const again = await stack.up();
        expect(again.changes).toEqual({ same: 1 });
        const second = await stack.up(program("two"));
        expect(second.outputs.stdout?.value).toBe("updated two after created one");
        console.log(JSON.stringify(await stack.resource(), null, 2));
        const gone = await stack.destroy();
        expect(gone.failure).toBeUndefined();
    });
});
