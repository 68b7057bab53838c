import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InstanceConnectCommand } from "./engine";
import { engineProcesses, providerProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene();

const UNTIL_GO_ON = "until [ -e ~/go-on ]; do sleep 0.1; done";

describe("a hundred resources on one instance", () => {
    test("all succeed over connections that they share, with a push for each, and share their look-ups", async () => {
        const stack = await scene.makeStack(async () => {
            for (let index = 0; index < 100; index += 1) {
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId: scene.instance.instanceId,
                    create: `echo ${index} >> ~/ran; echo output ${index}`,
                });
            }
        });
        const { failure, changes } = await stack.up();
        expect(failure).toBeUndefined();
        expect(changes).toEqual({ create: 100 });
        const ran = readFileSync(join(scene.instance.homeOf("ec2-user"), "ran"), "utf8")
            .trim()
            .split("\n")
            .map(Number);
        expect(ran.sort((left, right) => left - right)).toEqual(Array.from({ length: 100 }, (_, index) => index));
        const outputs = (await stack.resources()).map((resource) => resource.outputs.stdout);
        expect(new Set(outputs).size).toBe(100);
        // A busy machine may hold all places of a connection for over a second, which is when another one opens.
        expect(scene.instance.connections.total).toBeLessThanOrEqual(4);
        expect(scene.instance.pushedKeys).toHaveLength(scene.instance.connections.total);
        expect(scene.lab.requests.filter(({ action }) => action === "DescribeInstances").length).toBeLessThan(100);
    });
});

describe("the provider process", () => {
    test("ends with its engine's work, and leaves nothing on the host", async () => {
        const stack = await scene.makeStack(async () => {
            new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, create: "echo done" });
        });
        await stack.up();
        expect(providerProcesses(stack.folder)).toEqual([]);
        expect(scene.instance.connections.open).toBe(0);
        const runs = join(scene.instance.homeOf("ec2-user"), ".local/state/ec2-instance-connect/runs");
        expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
    });

    test("ends when it has lost its engine; the next up finds the run, and does not run it again", async () => {
        const stack = await scene.makeStack(async () => {
            const command = new InstanceConnectCommand("command", {
                instanceId: scene.instance.instanceId,
                create: `echo x >> ~/runs; ${UNTIL_GO_ON}; echo finished`,
            });
            return { stdout: command.stdout };
        });
        const runs = () => {
            const path = join(scene.instance.homeOf("ec2-user"), "runs");
            return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").length : 0;
        };
        const { folder } = stack;
        const interrupted = stack.up();
        await expect.poll(runs).toBe(1);
        for (const pid of engineProcesses(folder)) {
            process.kill(pid, "SIGKILL");
        }
        expect((await interrupted).failure).toContain("killed with SIGKILL");
        await expect.poll(() => providerProcesses(folder)).toEqual([]);
        await stack.stack.cancel();
        writeFileSync(scene.home("go-on"), "");
        const again = await stack.up();
        expect(again.failure).toBeUndefined();
        expect(again.outputs.stdout?.value).toBe("finished");
        expect(again.output).toContain("interrupted operation started at");
        expect(runs()).toBe(1);
        // What was taken over once is not taken over again: destroy and up with the same inputs runs the script anew.
        expect((await stack.destroy()).failure).toBeUndefined();
        expect((await stack.up()).failure).toBeUndefined();
        expect(runs()).toBe(2);
    });

    test("that is killed itself leaves a run that the next up finds", async () => {
        const stack = await scene.makeStack(async () => {
            const command = new InstanceConnectCommand("command", {
                instanceId: scene.instance.instanceId,
                create: `echo x >> ~/runs; ${UNTIL_GO_ON}; echo finished`,
            });
            return { stdout: command.stdout };
        });
        const { folder } = stack;
        const path = join(scene.instance.homeOf("ec2-user"), "runs");
        const interrupted = stack.up();
        await expect.poll(() => existsSync(path)).toBe(true);
        for (const pid of providerProcesses(folder)) {
            process.kill(pid, "SIGKILL");
        }
        expect((await interrupted).failure).toContain("error reading from server");
        writeFileSync(scene.home("go-on"), "");
        const again = await stack.up();
        expect(again.outputs.stdout?.value).toBe("finished");
        expect(readFileSync(path, "utf8")).toBe("x\n");
    });
});
