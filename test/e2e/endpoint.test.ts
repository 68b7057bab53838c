import { afterEach, expect, test } from "vitest";
import type { LabEndpoint } from "../../lab";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene({ publicAddress: "none", privateAddress: "vpc-only" });
const endpoints: LabEndpoint[] = [];

afterEach(async () => {
    for (const endpoint of endpoints.splice(0)) {
        await endpoint.delete();
    }
});

async function createEndpoint(...options: Parameters<typeof scene.lab.createEndpoint>) {
    const endpoint = await scene.lab.createEndpoint(...options);
    endpoints.push(endpoint);
    return endpoint;
}

test("a private instance is reached through the endpoint of its VPC", async () => {
    const endpoint = await createEndpoint();
    const stack = await scene.makeStack(async () => {
        const command = new InstanceConnectCommand("hello", {
            instanceId: scene.instance.instanceId,
            create: "echo hello from $USER",
        });
        return { stdout: command.stdout, run: command.run };
    });
    const { failure, outputs } = await stack.up();
    expect(failure).toBeUndefined();
    expect(outputs.stdout?.value).toBe("hello from ec2-user");
    expect(outputs.run?.value).toMatchObject({ route: "endpoint", address: scene.instance.privateAddress });
    expect(endpoint.tunnels).toMatchObject({ opened: 1, mostAtOnce: 1 });
});
