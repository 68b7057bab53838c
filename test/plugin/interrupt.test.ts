// Ctrl-C and kills of an `up` through the plugin.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { engineProcesses, pluginProcesses } from "../e2e/processes";
import { makeYamlStack, TYPE, type YamlOperation, type YamlProgram, type YamlStack } from "./yaml-stack";

let lab: Lab;
let instance: LabInstance;
let stack: YamlStack;

beforeAll(async () => {
    lab = await startLab();
});
beforeEach(async () => {
    instance = await lab.launchInstance();
    stack = await makeYamlStack(lab);
});
afterEach(async () => {
    stack.remove();
    await instance.terminate();
});
afterAll(() => lab.stop());

const home = (name: string) => join(instance.homeOf("ec2-user"), name);
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;

/** Writes a line when it begins, when it is told to end, and when it comes to its end; ends when the test lets it. */
const SCRIPT =
    'echo x >>~/begun; trap "echo x >>~/stopped; exit 9" TERM; until [ -e ~/may-end ]; do sleep 0.1; done; echo x >>~/ended; echo result';

const program = (onInterrupt: string): YamlProgram => ({
    resources: {
        command: { type: TYPE, properties: { instanceId: instance.instanceId, create: SCRIPT, onInterrupt } },
    },
    outputs: { stdout: `\${command.stdout}` },
});

/** An `up` whose script has begun. */
async function upWithScript(onInterrupt: string) {
    const up: Promise<YamlOperation> = stack.up(program(onInterrupt));
    await expect.poll(() => linesIn("begun")).toBe(1);
    const [engine = 0] = engineProcesses(stack.folder);
    return { up, engine };
}

test("a first Ctrl-C stops the script with onInterrupt stop, and state knows how it ended", async () => {
    const { up, engine } = await upWithScript("stop");
    process.kill(engine, "SIGINT");
    const { failure } = await up;
    expect(failure).toBeDefined();
    expect([linesIn("stopped"), linesIn("ended")]).toEqual([1, 0]);
    expect((await stack.resource()).outputs).toMatchObject({ outcome: "signalled" });
    writeFileSync(home("may-end"), "");
    const next = await stack.up(program("stop"));
    expect(next).toMatchObject({ failure: undefined, outputs: { stdout: { value: "result" } } });
});

test("a first Ctrl-C lets the script come to its end with onInterrupt detach, and records it", async () => {
    const { up, engine } = await upWithScript("detach");
    process.kill(engine, "SIGINT");
    await expect.poll(() => stack.said()).toContain("^C received");
    writeFileSync(home("may-end"), "");
    await up;
    expect([linesIn("stopped"), linesIn("ended")]).toEqual([0, 1]);
    expect((await stack.resource()).outputs).toMatchObject({ outcome: "exited", stdout: "result" });
});

test("after a kill, the next up takes the result over and runs nothing again, and no process stays", async () => {
    const { up, engine } = await upWithScript("detach");
    process.kill(engine, "SIGKILL");
    await up;
    await expect.poll(() => pluginProcesses(stack.folder)).toEqual([]);
    writeFileSync(home("may-end"), "");
    await expect.poll(() => linesIn("ended")).toBe(1);
    await stack.stack.cancel().catch(() => {});
    const next = await stack.up(program("detach"));
    expect(next).toMatchObject({ failure: undefined, outputs: { stdout: { value: "result" } } });
    expect(next.output).toContain("The script was not run again");
    expect(linesIn("begun")).toBe(1);
});

test("an up that ends well leaves no receipt on the host, which a first create of the same name would take over, and no process", async () => {
    writeFileSync(home("may-end"), "");
    expect((await stack.up(program("detach"))).failure).toBeUndefined();
    expect(pluginProcesses(stack.folder)).toEqual([]);
    const again = await makeYamlStack(lab);
    try {
        const { failure, output } = await again.up(program("detach"));
        expect(failure).toBeUndefined();
        expect(output).not.toContain("not run again");
        expect(linesIn("begun")).toBe(2);
    } finally {
        again.remove();
    }
});
