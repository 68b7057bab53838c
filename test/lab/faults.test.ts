import { connect } from "node:net";
import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { ThrottlingException } from "@aws-sdk/client-ec2-instance-connect";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { awsClients, makeKey, pushAndSignIn, pushKey, runRemote, signIn } from "./connect";

let lab: Lab;
let instance: LabInstance;
let now: number;
const REFUSED = "All configured authentication methods failed";

beforeEach(async () => {
    now = Date.now();
    lab = await startLab({ clock: { now: () => now } });
    instance = await lab.launchInstance();
});

afterEach(() => lab.stop());

/** What a raw connection hears until it ends. */
function listen(
    host: string,
    until: (heard: Buffer) => boolean,
): Promise<{ heard: Buffer; error: string | undefined }> {
    return new Promise((resolve) => {
        let heard = Buffer.alloc(0);
        let failure: string | undefined;
        const socket = connect({ host, port: instance.port });
        socket.on("data", (chunk) => {
            heard = Buffer.concat([heard, chunk]);
            if (until(heard)) socket.destroy();
        });
        socket.on("error", (error) => {
            failure = (error as NodeJS.ErrnoException).code;
        });
        socket.on("close", () => resolve({ heard, error: failure }));
    });
}

const banner = () => listen(instance.privateAddress, (heard) => heard.includes("SSH-2.0-"));

describe("faults of the API", () => {
    const describeAll = () => awsClients(lab).ec2.send(new DescribeInstancesCommand({}));

    test("throttle the next calls of an action, under the service's own name, and no other action", async () => {
        lab.faults.throttle("SendSSHPublicKey", 2);
        lab.faults.throttle("DescribeInstances");
        const key = makeKey();
        await expect(pushKey(lab, instance, key)).rejects.toBeInstanceOf(ThrottlingException);
        await expect(pushKey(lab, instance, key)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
        await expect(pushKey(lab, instance, key)).resolves.toMatchObject({ Success: true });
        await expect(describeAll()).rejects.toMatchObject({ name: "RequestLimitExceeded" });
        await describeAll();
    });

    test("throttle what comes faster than a rate, all actions together or one of them, by the lab's clock", async () => {
        const calls = (count: number) =>
            Promise.all(Array.from({ length: count }, () => describeAll().catch(({ name }: Error) => name)));
        const throttled = (answers: unknown[]) => answers.filter((name) => name === "RequestLimitExceeded").length;
        lab.faults.limitRate(4);
        expect(throttled(await calls(6))).toBe(2);
        await expect(pushKey(lab, instance, makeKey())).rejects.toBeInstanceOf(ThrottlingException);
        now += 500;
        expect(throttled(await calls(3))).toBe(1);
        now += 60_000;
        expect(throttled(await calls(5))).toBe(1);
        lab.faults.limitRate(Number.POSITIVE_INFINITY);
        lab.faults.limitRate(1, "SendSSHPublicKey");
        expect(throttled(await calls(10))).toBe(0);
        await pushKey(lab, instance, makeKey());
        await expect(pushKey(lab, instance, makeKey())).rejects.toBeInstanceOf(ThrottlingException);
        lab.faults.clear();
        await pushKey(lab, instance, makeKey());
    });

    test("answer with a server error, which the AWS SDK retries by itself", async () => {
        lab.faults.serverError("GetCallerIdentity", 2);
        const { sts } = awsClients(lab, { maxAttempts: 3 });
        await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: lab.accountId });
        expect(lab.requests.map((request) => request.status)).toEqual([500, 500, 200]);
    });

    test("deny access until cleared, naming who and what", async () => {
        lab.faults.denyAccess("SendSSHPublicKey");
        lab.faults.denyAccess("DescribeInstances");
        const pushed = pushKey(lab, instance, makeKey());
        await expect(pushed).rejects.toMatchObject({ name: "AccessDeniedException" });
        await expect(describeAll()).rejects.toMatchObject({ name: "UnauthorizedOperation" });
        await expect(describeAll()).rejects.toThrow(/user\/lab is not authorized to perform: ec2:DescribeInstances/);
        lab.faults.clear();
        await describeAll();
    });

    test("answer any error of the test's own", async () => {
        lab.faults.refuse("SendSSHPublicKey", { code: "EC2InstanceUnavailableException", status: 503 });
        const pushed = pushKey(lab, instance, makeKey());
        await expect(pushed).rejects.toMatchObject({ name: "EC2InstanceUnavailableException" });
    });

    test("say Success: false without pushing the key", async () => {
        lab.faults.unsuccessfulPush();
        await expect(pushKey(lab, instance, makeKey())).resolves.toMatchObject({ Success: false });
        expect(instance.pushedKeys).toEqual([]);
    });

    test("reset the connection, never answer, and answer late", async () => {
        lab.faults.reset("DescribeInstances");
        await expect(describeAll()).rejects.toMatchObject({ code: "ECONNRESET" });
        lab.faults.hang("DescribeInstances");
        const command = new DescribeInstancesCommand({});
        const hanging = awsClients(lab).ec2.send(command, { abortSignal: AbortSignal.timeout(50) });
        await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
        lab.faults.delay("DescribeInstances", 80);
        const startedAt = performance.now();
        await describeAll();
        expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
    });
});

describe("faults of an instance's life", () => {
    const describeOne = async () => {
        const command = new DescribeInstancesCommand({ InstanceIds: [instance.instanceId] });
        return (await awsClients(lab).ec2.send(command)).Reservations?.[0]?.Instances?.[0];
    };

    test("it is pending for a while by the lab's clock, without a public address, or until it is released", async () => {
        instance.faults.staysPending(30_000);
        const pending = await describeOne();
        expect(pending?.State?.Name).toBe("pending");
        expect(pending?.PublicIpAddress).toBeUndefined();
        now += 30_000;
        expect((await describeOne())?.State?.Name).toBe("running");
        instance.faults.staysPending();
        expect(instance.state).toBe("pending");
        instance.faults.becomesRunning();
        expect(instance.state).toBe("running");
    });

    test("is unknown to DescribeInstances for a time, then known", async () => {
        const count = async () =>
            (await awsClients(lab).ec2.send(new DescribeInstancesCommand({}))).Reservations?.length ?? 0;
        instance.faults.staysUnknown(20_000);
        expect(await count()).toBe(0);
        now += 20_001;
        expect(await count()).toBe(1);
        instance.faults.staysUnknown();
        now += 86_400_000;
        expect(await count()).toBe(0);
        await instance.faults.clear();
        expect(await count()).toBe(1);
    });

    test("tells no address for a time, then all of them", async () => {
        const { privateAddress, publicAddress } = instance;
        instance.faults.hidesAddresses(20_000);
        const hidden = await describeOne();
        expect(hidden?.State?.Name).toBe("running");
        expect([hidden?.PrivateIpAddress, hidden?.PublicIpAddress]).toEqual([undefined, undefined]);
        now += 20_000;
        const told = await describeOne();
        expect([told?.PrivateIpAddress, told?.PublicIpAddress]).toEqual([privateAddress, publicAddress]);
    });

    test("comes to be bit by bit, by the lab's clock", async () => {
        const launchLag = { unknownMs: 1_000, pendingMs: 2_000, addressMs: 3_000, consoleMs: 4_000, keysMs: 5_000 };
        instance = await lab.launchInstance({ launchLag });
        await expect(describeOne()).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
        now += 1_000;
        expect((await describeOne())?.State?.Name).toBe("pending");
        now += 1_000;
        const running = await describeOne();
        expect([running?.State?.Name, running?.PublicIpAddress]).toEqual(["running", undefined]);
        now += 1_000;
        expect((await describeOne())?.PublicIpAddress).toBe(instance.publicAddress);
        expect(instance.consoleText).toBe("");
        now += 1_000;
        expect(instance.consoleText).toContain("BEGIN SSH HOST KEY KEYS");
        const key = makeKey();
        await pushKey(lab, instance, key);
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
        now += 1_000;
        (await signIn(instance, key)).end();
    });

    test("comes to be with a closed port, which opens", async () => {
        instance = await lab.launchInstance({ launchLag: { sshdMs: 500 } });
        expect((await banner()).error).toBe("ECONNREFUSED");
        await expect.poll(async () => (await banner()).heard.toString(), { interval: 50 }).toContain("SSH-2.0-");
    });

    test("is reported in a state that it is not in", async () => {
        const stateNow = async () => {
            const { Reservations } = await awsClients(lab).ec2.send(new DescribeInstancesCommand({}));
            return Reservations?.[0]?.Instances?.[0]?.State?.Name;
        };
        instance.faults.reportsState("stopping");
        expect(await stateNow()).toBe("stopping");
        instance.faults.reportsState();
        expect(await stateNow()).toBe("running");
    });

    test("the API doesn't know it at first", async () => {
        instance.faults.unknownToDescribe(2);
        await expect(describeOne()).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
        await expect(describeOne()).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
        expect((await describeOne())?.InstanceId).toBe(instance.instanceId);
    });

    test("its port is closed until it is opened, and it is reached at the same address afterwards", async () => {
        await instance.faults.refuseConnections();
        expect((await banner()).error).toBe("ECONNREFUSED");
        await instance.faults.acceptConnections();
        expect((await banner()).heard.toString()).toMatch(/^SSH-2\.0-/);
        await instance.faults.refuseConnections(20);
        await expect.poll(async () => (await banner()).error).toBeUndefined();
    });

    test("it accepts connections, but says nothing until it is released", async () => {
        instance.faults.withholdBanner();
        let isHeard = false;
        const waiting = banner().then((result) => {
            isHeard = true;
            return result;
        });
        await expect.poll(() => instance.connections.open).toBe(1);
        expect(isHeard).toBe(false);
        await instance.faults.sendBanner();
        expect((await waiting).heard.toString()).toMatch(/^SSH-2\.0-/);
    });
});

describe("faults of a sign-in", () => {
    test("a key is refused as often as asked for, although it was pushed", async () => {
        const key = makeKey();
        await pushKey(lab, instance, key);
        instance.faults.refuseKeys(2);
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
        (await signIn(instance, key)).end();
    });

    test("a pushed key has lapsed as it arrives, or lapses on demand", async () => {
        const key = makeKey();
        instance.faults.pushLapsedKeys();
        await pushKey(lab, instance, key);
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
        await pushKey(lab, instance, key);
        (await signIn(instance, key)).end();
        instance.faults.lapseKeys();
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
    });

    test("a key is delivered late, and lives 60 seconds from its push", async () => {
        const key = makeKey();
        instance.faults.deliverKeysLate(20_000);
        await pushKey(lab, instance, key);
        now += 19_999;
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
        now += 1;
        (await signIn(instance, key)).end();
        now += 40_000;
        await expect(signIn(instance, key)).rejects.toThrow(REFUSED);
    });

    test("a look for keys costs time at the query and again at the signature", async () => {
        const key = makeKey();
        await pushKey(lab, instance, key);
        instance.faults.delayKeyChecks(60);
        const startedAt = performance.now();
        (await signIn(instance, key)).end();
        expect(performance.now() - startedAt).toBeGreaterThanOrEqual(119);
    });

    test("the host key changes for new connections", async () => {
        const [before] = instance.hostKeyFingerprints;
        const client = await pushAndSignIn(lab, instance);
        await instance.faults.changeHostKey();
        expect(instance.hostKeyFingerprints).not.toContain(before);
        expect((await runRemote(client, "echo old connection")).stdout).toBe("old connection\n");
        client.end();
        (await pushAndSignIn(lab, instance)).end();
    });

    test("connections beyond the limit of those that sign in are closed", async () => {
        instance.faults.limitStartups(1);
        instance.faults.delayKeyChecks(200);
        const first = pushAndSignIn(lab, instance);
        await expect.poll(() => instance.connections.open).toBe(1);
        await expect(signIn(instance, makeKey())).rejects.toThrow("closed before the sign-in");
        (await first).end();
    });
});

describe("faults of the link", () => {
    test.each(["reset", "close"] as const)("cuts a connection after exactly so many bytes (%s)", async (manner) => {
        instance.faults.cutNextConnections({ toClient: 9, manner });
        const { heard, error } = await listen(instance.privateAddress, () => false);
        expect(heard.toString()).toBe("SSH-2.0-P");
        expect(error).toBe(manner === "reset" ? "ECONNRESET" : undefined);
        expect((await banner()).heard.length).toBeGreaterThan(9);
    });

    test("cuts by bytes of the client, of several connections", async () => {
        instance.faults.cutNextConnections({ toServer: 500, connections: 2 });
        await expect(pushAndSignIn(lab, instance)).rejects.toThrow("ECONNRESET");
        await expect(pushAndSignIn(lab, instance)).rejects.toThrow("ECONNRESET");
        (await pushAndSignIn(lab, instance)).end();
    });

    test("cuts an open connection after so many more bytes", async () => {
        const client = await pushAndSignIn(lab, instance);
        const closed = new Promise<void>((resolve) => client.on("close", () => resolve()));
        instance.faults.cutOpenConnections({ toClient: 10_000 });
        runRemote(client, "head -c 1000000 /dev/zero").catch(() => undefined);
        await closed;
        await expect.poll(() => instance.connections.open).toBe(0);
    });

    test("falls silent: the client hears nothing more, not even an end", async () => {
        const client = await pushAndSignIn(lab, instance, { keepaliveInterval: 1_000, keepaliveCountMax: 3 });
        const failed = new Promise<Error>((resolve) => client.on("error", resolve));
        expect(instance.faults.cutConnections("silence")).toBe(1);
        expect((await failed).message).toBe("Keepalive timeout");
    });

    test("delays each direction, and limits the rate", async () => {
        const client = await pushAndSignIn(lab, instance);
        const timed = async (command: string) => {
            const startedAt = performance.now();
            const outcome = await runRemote(client, command);
            return { tookMs: performance.now() - startedAt, bytes: outcome.stdout.length };
        };
        instance.faults.setLink({ latencyMs: 50 });
        expect((await timed("echo x")).tookMs).toBeGreaterThanOrEqual(200);
        instance.faults.setLink({ bytesPerSecond: 100_000 });
        const slow = await timed("head -c 50000 /dev/zero");
        expect(slow.bytes).toBe(50_000);
        expect(slow.tookMs).toBeGreaterThanOrEqual(450);
        client.end();
        await expect.poll(() => instance.connections.open).toBe(0);
        // With this delay, if it stayed, the next connection would run into the test's limit.
        instance.faults.setLink({ latencyMs: 3_600_000 });
        await instance.faults.clear();
        const next = await pushAndSignIn(lab, instance);
        expect((await runRemote(next, "echo x")).stdout).toBe("x\n");
        next.end();
    });
});
