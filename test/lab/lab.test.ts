import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, expect, test } from "vitest";
import { type Lab, startLab } from "../../lab";
import { awsClients, pushAndSignIn, runRemote } from "./connect";

let lab: Lab | undefined;

afterEach(async () => {
    await lab?.stop();
});

test("a pushed key signs in, and a command's streams and exit code come back", async () => {
    lab = await startLab();
    const instance = await lab.launchInstance();
    const client = await pushAndSignIn(lab, instance);
    const outcome = await runRemote(client, "cat; echo oops >&2; exit 3", "hello");
    client.end();
    expect(outcome).toEqual({ stdout: "hello", stderr: "oops\n", exitCode: 3, signal: undefined });
    expect(instance.connections).toMatchObject({ accepted: 1, refused: 0, total: 1 });
});

test("the AWS SDK finds an instance and the caller's account", async () => {
    lab = await startLab();
    const instance = await lab.launchInstance({ tags: { Name: "web" }, ipv6: true });
    const { ec2, sts } = awsClients(lab);
    const found = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance.instanceId] }));
    expect(found.Reservations?.[0]?.Instances?.[0]).toMatchObject({
        InstanceId: instance.instanceId,
        State: { Name: "running" },
        PublicIpAddress: instance.publicAddress,
        PrivateIpAddress: instance.privateAddress,
        Ipv6Address: "::1",
        Placement: { AvailabilityZone: instance.availabilityZone },
        Tags: [{ Key: "Name", Value: "web" }],
    });
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(lab.accountId);
});
