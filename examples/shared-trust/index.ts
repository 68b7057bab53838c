import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const connection = config.getObject<ConnectionArgs>("connection") ?? {};

/** Two commands on one instance: the second one takes no host key but the one that the first one has met. */
function greetTwice(instanceId: string, index: number): pulumi.Output<string> {
    const first = new InstanceConnectCommand(`first-${index}`, { instanceId, create: "true", connection });
    const second = new InstanceConnectCommand(`second-${index}`, {
        instanceId,
        create: "echo 'still the same machine'",
        connection: { ...connection, hostKeyPolicy: "pinned", hostKeys: first.hostKeys },
    });
    return second.stdout;
}

export const stdout = config.requireObject<string[]>("instanceIds").map(greetTwice);
