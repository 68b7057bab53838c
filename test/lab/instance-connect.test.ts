import { generateKeyPairSync } from "node:crypto";
import {
    EC2InstanceNotFoundException,
    EC2InstanceStateInvalidException,
    InvalidArgsException,
    SendSSHPublicKeyCommand,
} from "@aws-sdk/client-ec2-instance-connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { makeHostKey } from "../../lab/instances/host-keys";
import { awsClients, makeKey, pushKey } from "./connect";

let lab: Lab;
let instance: LabInstance;

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
});

afterAll(() => lab.stop());

function push(changes: Partial<ConstructorParameters<typeof SendSSHPublicKeyCommand>[0]>) {
    const valid = { InstanceId: instance.instanceId, InstanceOSUser: "ec2-user", SSHPublicKey: makeKey().line };
    return awsClients(lab).connect.send(new SendSSHPublicKeyCommand({ ...valid, ...changes }));
}

test("a push answers with a request id, which the pushed key also carries", async () => {
    const key = makeKey();
    const answer = await pushKey(lab, instance, key);
    expect(answer).toMatchObject({ Success: true, $metadata: { requestId: answer.RequestId, httpStatusCode: 200 } });
    const pushed = instance.pushedKeys.at(-1);
    expect(pushed).toMatchObject({ osUser: "ec2-user", line: key.line, requestId: answer.RequestId });
});

test("an ed25519 line of exactly 80 characters is long enough", async () => {
    expect(makeKey().line).toHaveLength(80);
    await expect(push({})).resolves.toMatchObject({ Success: true });
});

test("the zone may be left out, and must be the instance's when given", async () => {
    await expect(push({ AvailabilityZone: instance.availabilityZone })).resolves.toMatchObject({ Success: true });
    await expect(push({ AvailabilityZone: `${lab.region}b` })).rejects.toBeInstanceOf(InvalidArgsException);
    await expect(push({ AvailabilityZone: "nowhere" })).rejects.toThrow(/'availabilityZone' failed to satisfy/);
});

test("instance ids are held against the documented pattern and then looked up", async () => {
    await expect(push({ InstanceId: "i-0123456789abcdef0" })).rejects.toBeInstanceOf(EC2InstanceNotFoundException);
    await expect(push({ InstanceId: "mi-0123456789abcdef0" })).rejects.toThrow(/pattern: \^i-\[a-f0-9\]\+\$/);
    await expect(push({ InstanceId: "i-12" })).rejects.toThrow(/greater than or equal to 10/);
});

test.each(["ec2-user", "_", "user.name@example.com", "a$", "1a", "123-4"])(
    "%s is a possible user name",
    async (name) => {
        await expect(push({ InstanceOSUser: name })).resolves.toMatchObject({ Success: true });
    },
);

test.each(["", "12345", "-user", "a b", "x".repeat(33)])("%j is no possible user name", async (name) => {
    await expect(push({ InstanceOSUser: name })).rejects.toBeInstanceOf(InvalidArgsException);
});

test("a user that the instance doesn't have is no reason to refuse a push", async () => {
    await expect(push({ InstanceOSUser: "nobody-there" })).resolves.toMatchObject({ Success: true });
});

test("an ECDSA key is refused", async () => {
    await expect(push({ SSHPublicKey: makeHostKey("ecdsa").line })).rejects.toBeInstanceOf(InvalidArgsException);
});

test("RSA keys are taken from 2048 bits on", async () => {
    await expect(push({ SSHPublicKey: makeHostKey("rsa").line })).resolves.toMatchObject({ Success: true });
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const modulus = Buffer.from(publicKey.export({ format: "jwk" }).n ?? "", "base64url");
    const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const blob = [Buffer.from("ssh-rsa"), Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0]), modulus])].map(
        field,
    );
    const line = `ssh-rsa ${Buffer.concat(blob).toString("base64")}`;
    await expect(push({ SSHPublicKey: line })).rejects.toThrow(/2048/);
});

test("a broken key, a key cut short and a text that is too long are refused", async () => {
    const { line } = makeKey();
    await expect(push({ SSHPublicKey: `${line.slice(0, 40)}!${line.slice(41)}` })).rejects.toThrow(
        /public key is invalid/,
    );
    await expect(push({ SSHPublicKey: `${line.slice(0, -4)} a comment that fills up` })).rejects.toThrow(/is invalid/);
    await expect(push({ SSHPublicKey: line.slice(0, 79) })).rejects.toThrow(/greater than or equal to 80/);
    await expect(push({ SSHPublicKey: "x".repeat(4097) })).rejects.toThrow(/less than or equal to 4096/);
});

test("a stopped and a pending instance take no key", async () => {
    const stopped = await lab.launchInstance({ state: "stopped" });
    const pending = await lab.launchInstance({ state: "pending" });
    for (const { instanceId } of [stopped, pending]) {
        await expect(push({ InstanceId: instanceId })).rejects.toBeInstanceOf(EC2InstanceStateInvalidException);
    }
    pending.faults.becomesRunning();
    await expect(push({ InstanceId: pending.instanceId })).resolves.toMatchObject({ Success: true });
});
