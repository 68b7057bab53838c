import { afterEach, describe, expect, test } from "vitest";
import type { LabInstance, LaunchOptions } from "../../lab";
import type { ConnectionArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

/** The target: only its VPC reaches it. */
const scene = useScene({ publicAddress: "none", privateAddress: "vpc-only" });
const others: LabInstance[] = [];

afterEach(async () => {
    for (const instance of others.splice(0)) {
        await instance.terminate();
    }
});

async function launch(options: LaunchOptions = {}): Promise<LabInstance> {
    const instance = await scene.lab.launchInstance(options);
    others.push(instance);
    return instance;
}

function program(
    jump: LabInstance,
    targets: readonly LabInstance[],
    connection: Partial<ConnectionArgs> = {},
    create = "echo $USER",
) {
    return async () => {
        const commands = targets.map(
            ({ instanceId }, index) =>
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId,
                    create,
                    connection: { via: { instanceId: jump.instanceId, port: jump.port }, ...connection },
                }),
        );
        return { stdout: commands[0]?.stdout, run: commands[0]?.run };
    };
}

describe("a jump host", () => {
    test("leads to instances that only its VPC reaches, over one connection, and is recorded", async () => {
        const jump = await launch({ osUsers: ["ubuntu"], image: { name: "ubuntu/images/ubuntu-noble" } });
        const second = await launch({ publicAddress: "none", privateAddress: "vpc-only" });
        const targets = [scene.instance, second, scene.instance];
        const stack = await scene.makeStack(program(jump, targets));
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("ec2-user");
        expect(outputs.run?.value).toMatchObject({
            route: "private",
            address: scene.instance.privateAddress,
            via: { instanceId: jump.instanceId, hostKey: jump.hostKeyFingerprints[0] },
        });
        expect([jump.connections.accepted, jump.pushedKeys.length]).toEqual([1, 1]);
        expect(jump.pushedKeys[0]?.osUser).toBe("ubuntu");
        expect(scene.instance.connections.accepted).toBe(1);
    });
});
