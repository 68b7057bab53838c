import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;
const linesIn = (name: string) =>
    existsSync(home(name)) ? readFileSync(home(name), "utf8").split("\n").length - 1 : 0;

function program(args: Partial<InstanceConnectCommandArgs> = {}, count = 1) {
    return async () => {
        for (let index = 0; index < count; index += 1) {
            new InstanceConnectCommand(`command${index}`, {
                instanceId: scene.instance.instanceId,
                create: "echo x >>~/runs",
                ...args,
            });
        }
    };
}

const reading = { read: "cat ~/value" };

describe("a refresh that can't see the value of read warns, and keeps state:", () => {
    async function keeps(
        during: () => Promise<void> | void,
        warning: string | RegExp,
        args: Partial<InstanceConnectCommandArgs> = {},
    ) {
        writeFileSync(home("value"), "good\n");
        const wanted = program({ ...reading, ...args });
        const stack = await scene.makeStack(wanted);
        expect((await stack.up()).failure).toBeUndefined();
        const before = (await stack.resource()).outputs;
        await during();
        const { failure, output } = await stack.refresh();
        expect(failure).toBeUndefined();
        expect(output).toContain("State stays as it is.");
        expect(output).toMatch(warning);
        expect((await stack.resource()).outputs).toEqual(before);
        await scene.instance.faults.clear();
        scene.lab.faults.clear();
        expect((await stack.up()).changes).toEqual({ same: 1 });
        expect(linesIn("runs")).toBe(1);
    }

    test("a host that can't be reached", async () => {
        const connection = { connectTimeout: "8s" };
        await keeps(() => scene.instance.faults.refuseConnections(), /SSH_|ROUTE_|could not/i, { connection });
    });

    test("an instance that is stopped", async () => {
        await keeps(() => scene.instance.faults.reportsState("stopped"), /stopped/);
    });

    test("a read that fails", async () => {
        await keeps(() => writeFileSync(home("value.off"), ""), /The read script on i-\w+ ended with exit code 7/, {
            read: "[ ! -e ~/value.off ] || exit 7; cat ~/value",
        });
    });

    test("AWS that refuses", async () => {
        await keeps(() => scene.lab.faults.denyAccess("DescribeInstances"), /DescribeInstances/);
    });
});

test("a refresh takes an instance that is terminated out of state, and keeps one that AWS does not know in another account", async () => {
    const stack = await scene.makeStack(program(reading));
    writeFileSync(home("value"), "good\n");
    expect((await stack.up()).failure).toBeUndefined();
    // As with other credentials: nothing is proven by an account that is not the one in state.
    const exported = await stack.stack.exportStack();
    const text = JSON.stringify(exported.deployment).replaceAll(scene.lab.accountId, "999988887777");
    await stack.stack.importStack({ ...exported, deployment: JSON.parse(text) });
    scene.instance.faults.staysUnknown();
    const kept = await stack.refresh();
    expect(kept.failure).toBeUndefined();
    expect(kept.output).toContain("State stays as it is.");
    expect(kept.output).toContain("999988887777");
    expect(await stack.resources()).toHaveLength(1);

    await stack.stack.importStack(exported);
    const gone = await stack.refresh();
    expect(gone.failure).toBeUndefined();
    expect(gone.output).toContain("The resource leaves state.");
    expect(await stack.resources()).toEqual([]);
});

test("without read a refresh of 50 resources asks EC2 alone, in few calls", async () => {
    const stack = await scene.makeStack(program({}, 50));
    expect((await stack.up()).failure).toBeUndefined();
    const before = scene.lab.requests.length;
    const { failure } = await stack.refresh();
    expect(failure).toBeUndefined();
    const actions = scene.lab.requests.slice(before).map(({ action }) => action);
    expect([...new Set(actions)]).toEqual(["DescribeInstances"]);
    expect(actions.length).toBeLessThanOrEqual(10);
    expect(await stack.resources()).toHaveLength(50);
});
