import {
    DescribeImagesCommand,
    DescribeInstanceConnectEndpointsCommand,
    DescribeInstancesCommand,
    GetConsoleOutputCommand,
    RebootInstancesCommand,
    RunInstancesCommand,
    StartInstancesCommand,
    StopInstancesCommand,
    TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab } from "../../lab";
import { awsClients, makeKey, pushKey } from "./connect";

let lab: Lab;
const UNKNOWN_ID = "i-0123456789abcdef0";

beforeAll(async () => {
    lab = await startLab({ region: "eu-west-1", accountId: "999988887777" });
});

afterAll(() => lab.stop());

describe("credentials", () => {
    test("a wrong secret is refused under each service's own error name", async () => {
        const instance = await lab.launchInstance();
        const { ec2, sts } = awsClients(lab, { secretAccessKey: "wrong" });
        await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: "AuthFailure" });
        const identity = sts.send(new GetCallerIdentityCommand({}));
        await expect(identity).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
        const pushed = pushKey(
            { ...lab, credentials: { ...lab.credentials, secretAccessKey: "x" } },
            instance,
            makeKey(),
        );
        await expect(pushed).rejects.toMatchObject({
            name: "InvalidSignatureException",
            $metadata: { httpStatusCode: 400 },
        });
        expect(instance.pushedKeys).toEqual([]);
    });

    test("an unknown access key is refused under each service's own error name", async () => {
        const stranger = { ...lab, credentials: { accessKeyId: "AKIASTRANGER", secretAccessKey: "x" } };
        const { ec2, sts } = awsClients(stranger);
        await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: "AuthFailure" });
        const identity = sts.send(new GetCallerIdentityCommand({}));
        await expect(identity).rejects.toMatchObject({ name: "InvalidClientTokenId" });
        const instance = await lab.launchInstance();
        const pushed = pushKey(stranger, instance, makeKey());
        await expect(pushed).rejects.toMatchObject({ name: "UnrecognizedClientException" });
    });

    test("a signature for another region is refused", async () => {
        const { ec2 } = awsClients({ ...lab, region: "us-west-2" });
        await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: "AuthFailure" });
    });

    test("a signature for another service is refused", async () => {
        const { ec2 } = awsClients(lab);
        ec2.config.signer = awsClients(lab).sts.config.signer;
        await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: "AuthFailure" });
    });

    test("an unsigned call is refused", async () => {
        const answer = await fetch(lab.endpoint, {
            method: "POST",
            body: "Action=DescribeInstances&Version=2016-11-15",
        });
        expect(await answer.text()).toContain("<Code>MissingAuthenticationToken</Code>");
    });

    test("STS tells the account and who is calling", async () => {
        const identity = await awsClients(lab).sts.send(new GetCallerIdentityCommand({}));
        expect(identity).toMatchObject({ Account: "999988887777", Arn: "arn:aws:iam::999988887777:user/lab" });
    });
});

describe("EC2", () => {
    test("finds instances by filters, wildcards included", async () => {
        const web = await lab.launchInstance({ tags: { Role: "web-1" }, vpcId: "vpc-1" });
        await lab.launchInstance({ tags: { Role: "db-1" }, vpcId: "vpc-1", state: "stopped" });
        const find = async (filters: Record<string, string>) => {
            const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
            const found = await awsClients(lab).ec2.send(new DescribeInstancesCommand({ Filters, MaxResults: 100 }));
            return (found.Reservations ?? []).flatMap((entry) => entry.Instances?.map((one) => one.InstanceId));
        };
        expect(await find({ "tag:Role": "web-*" })).toEqual([web.instanceId]);
        expect(await find({ "vpc-id": "vpc-1", "instance-state-name": "running" })).toEqual([web.instanceId]);
        expect(await find({ "vpc-id": "vpc-1" })).toHaveLength(2);
        expect(await find({ "instance-id": UNKNOWN_ID })).toEqual([]);
        await expect(find({ nonsense: "x" })).rejects.toMatchObject({ name: "InvalidParameterValue" });
    });

    test("tells an unknown id from a malformed one", async () => {
        const describeOne = (id: string) =>
            awsClients(lab).ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
        await expect(describeOne(UNKNOWN_ID)).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
        await expect(describeOne("i-nonsense")).rejects.toMatchObject({ name: "InvalidInstanceID.Malformed" });
    });

    test("describes the image of an instance, and not one that is gone", async () => {
        const ubuntu = { name: "ubuntu/images/hvm-ssd/ubuntu-noble-24.04", ownerId: "099720109477" };
        const { image } = await lab.launchInstance({ image: ubuntu });
        const gone = await lab.launchInstance({ image: { listed: false } });
        const read = (id: string) => awsClients(lab).ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
        expect((await read(image.imageId)).Images?.[0]).toMatchObject({ Name: ubuntu.name, OwnerId: ubuntu.ownerId });
        await expect(read(gone.image.imageId)).rejects.toMatchObject({ name: "InvalidAMIID.NotFound" });
    });

    test("prints the host keys on the console as cloud-init does", async () => {
        const instance = await lab.launchInstance();
        const read = async (id: string) => awsClients(lab).ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
        const text = Buffer.from((await read(instance.instanceId)).Output ?? "", "base64").toString();
        expect(text).toContain(`-----BEGIN SSH HOST KEY KEYS-----\r\n${instance.hostKeyLines[0]}`);
        const blank = await lab.launchInstance({ console: "empty" });
        expect((await read(blank.instanceId)).Output).toBeUndefined();
    });

    test("runs, stops, starts, reboots and terminates instances", async () => {
        const { ec2 } = awsClients(lab);
        const ran = await ec2.send(
            new RunInstancesCommand({
                ImageId: lab.imageId,
                MinCount: 1,
                MaxCount: 1,
                TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "new" }] }],
            }),
        );
        const InstanceIds = ran.Instances?.flatMap((one) => one.InstanceId ?? []) ?? [];
        const instance = lab.instances.find((one) => one.instanceId === InstanceIds[0]);
        expect(instance?.tags).toEqual({ Name: "new" });
        const [privateAddress, publicAddress] = [instance?.privateAddress, instance?.publicAddress];
        await ec2.send(new RebootInstancesCommand({ InstanceIds }));
        expect(instance?.publicAddress).toBe(publicAddress);
        const stopped = await ec2.send(new StopInstancesCommand({ InstanceIds }));
        expect(stopped.StoppingInstances?.[0]?.CurrentState?.Name).toBe("stopping");
        expect(instance).toMatchObject({ state: "stopped", publicAddress: undefined });
        await ec2.send(new StartInstancesCommand({ InstanceIds }));
        expect(instance).toMatchObject({ state: "running", privateAddress });
        expect(instance?.publicAddress).not.toBe(publicAddress);
        await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
        const found = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
        expect(found.Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe("terminated");
        const again = ec2.send(new StartInstancesCommand({ InstanceIds }));
        await expect(again).rejects.toMatchObject({ name: "IncorrectInstanceState" });
    });

    test("has no endpoints yet", async () => {
        const found = await awsClients(lab).ec2.send(new DescribeInstanceConnectEndpointsCommand({}));
        expect(found.InstanceConnectEndpoints ?? []).toEqual([]);
    });

    test("keeps a log of every call, its parameters and its end", async () => {
        const before = lab.requests.length;
        const { ec2 } = awsClients(lab);
        await expect(ec2.send(new DescribeInstancesCommand({ InstanceIds: [UNKNOWN_ID] }))).rejects.toThrow(
            "does not exist",
        );
        expect(lab.requests.slice(before)).toMatchObject([
            {
                service: "ec2",
                action: "DescribeInstances",
                parameters: { "InstanceId.1": UNKNOWN_ID },
                accessKeyId: lab.credentials.accessKeyId,
                status: 400,
                errorCode: "InvalidInstanceID.NotFound",
            },
        ]);
    });
});
