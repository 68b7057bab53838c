import { describe, expect, test } from "vitest";
import type { LabInstance } from "../../lab";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();

const INSTANCES = 40;

describe("one command each on forty instances, against an API that throttles", () => {
    test("all succeed, with few calls of each kind and a push for each instance", async () => {
        const { lab } = scene;
        const instances: LabInstance[] = [];
        while (instances.length < INSTANCES) {
            instances.push(await lab.launchInstance());
        }
        lab.faults.limitRate(20);
        // While one call is under way, whoever comes waits for the next: so that the machine's speed does not decide how many that are.
        for (const action of ["DescribeInstances", "DescribeImages"] as const) {
            lab.faults.delay(action, 2_500);
        }
        const stack = await scene.makeStack(async () => {
            for (const [index, { instanceId, port }] of instances.entries()) {
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId,
                    create: `echo output ${index}`,
                    connection: { port },
                });
            }
        });
        // All at once, so that how many share a call is not up to the speed of the machine.
        await stack.stack.up({ parallel: INSTANCES });
        const outputs = (await stack.resources()).map((resource) => resource.outputs.stdout);
        expect(outputs.sort()).toEqual(instances.map((_, index) => `output ${index}`).sort());
        expect(instances.map(({ connections, pushedKeys }) => [connections.total, pushedKeys.length])).toEqual(
            instances.map(() => [1, 1]),
        );
        const callsOf = (wanted: string) => lab.requests.filter(({ action }) => action === wanted).length;
        expect(callsOf("DescribeInstances")).toBeLessThanOrEqual(INSTANCES / 4);
        expect(callsOf("DescribeImages")).toBeLessThanOrEqual(INSTANCES / 4);
        await Promise.all(instances.map((instance) => instance.terminate()));
    });
});
