import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../../lab";
import { makeAws, resolveAwsSettings } from "../../../provider/aws";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { makeFakeClock } from "../../support/fake-clock";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

let lab: Lab;
let instance: LabInstance;

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance({ image: { name: "debian-12-amd64-20260101" } });
});
afterAll(() => lab.stop());
beforeEach(() => lab.faults.clear());

function awsOfLab(changes: Record<string, string> = {}) {
    const endpoints = [{ ec2: lab.endpoint, sts: lab.endpoint, ec2instanceconnect: lab.endpoint }];
    const config: Record<string, string> = {
        "aws:region": lab.region,
        "aws:accessKey": lab.credentials.accessKeyId,
        "aws:secretKey": lab.credentials.secretAccessKey,
        "aws:endpoints": JSON.stringify(endpoints),
        ...changes,
    };
    const settings = resolveAwsSettings(connectionWith(), (key) => config[key]);
    return makeAws(settings, { clock: systemClock, random: systemRandom });
}

function requestsOf(action: string, since: number) {
    return lab.requests.slice(since).filter((request) => request.action === action);
}

const inTime = () => makeDeadline(systemClock, 300_000);

describe("AWS by the real SDK", () => {
    it("describes an instance of the lab", async () => {
        const facts = await awsOfLab().describeInstance(instance.instanceId, inTime());
        expect(facts).toMatchObject({
            instanceId: instance.instanceId,
            accountId: lab.accountId,
            state: "running",
            isWindows: false,
            availabilityZone: instance.availabilityZone,
            privateIpAddress: instance.privateAddress,
            publicIpAddress: instance.publicAddress,
        });
    });

    it("finds the IPv6 address", async () => {
        const other = await lab.launchInstance({ ipv6: true });
        const facts = await awsOfLab().describeInstance(other.instanceId, inTime());
        expect(facts?.ipv6Address).toBe(other.ipv6Address);
        await other.terminate();
    });

    it("makes one call for a hundred resources, and one bad ID does not affect the others", async () => {
        const aws = awsOfLab();
        const since = lab.requests.length;
        const ids = Array.from({ length: 100 }, (_, index) => (index % 2 ? instance.instanceId : `i-0000000${index}`));
        const found = await Promise.all(ids.map((id) => aws.describeInstance(id, inTime())));
        expect(found.filter((facts) => facts?.instanceId === instance.instanceId)).toHaveLength(50);
        expect(found.filter((facts) => facts === undefined)).toHaveLength(50);
        expect(requestsOf("DescribeInstances", since)).toHaveLength(1);
    });

    it("describes an image once, and gives undefined for one that is gone", async () => {
        const aws = awsOfLab();
        const facts = await aws.describeInstance(instance.instanceId, inTime());
        const since = lab.requests.length;
        const images = await Promise.all([1, 2, 3].map(() => aws.describeImage(facts?.imageId ?? "", inTime())));
        expect(images[0]?.name).toBe("debian-12-amd64-20260101");
        expect(requestsOf("DescribeImages", since)).toHaveLength(1);
        expect(await aws.describeImage("ami-00000000000000000", inTime())).toBeUndefined();
    });

    it("describes the images of many instances in one call, and in one more if one of them is gone", async () => {
        const others = await Promise.all([1, 2].map(() => lab.launchInstance({ image: { name: "ubuntu" } })));
        const gone = await lab.launchInstance({ image: { listed: false } });
        const ids = [instance, ...others].map(({ image }) => image.imageId);
        const since = lab.requests.length;
        const aws = awsOfLab();
        const images = await Promise.all(ids.map((id) => aws.describeImage(id, inTime())));
        expect(images.map((image) => image?.imageId)).toEqual(ids);
        expect(requestsOf("DescribeImages", since)).toHaveLength(1);
        const anew = awsOfLab();
        const withOneGone = [gone.image.imageId, ...ids].map((id) => anew.describeImage(id, inTime()));
        expect((await Promise.all(withOneGone)).map((image) => image?.imageId)).toEqual([undefined, ...ids]);
        expect(requestsOf("DescribeImages", since)).toHaveLength(3);
        await Promise.all([...others, gone].map((other) => other.terminate()));
    });

    it("tells the account and the region", async () => {
        const aws = awsOfLab();
        expect(await aws.callerIdentity(inTime())).toEqual({ accountId: lab.accountId });
        expect(await aws.region()).toBe(lab.region);
    });

    it("gets over throttling, a 5xx and a cut connection", async () => {
        lab.faults.throttle("DescribeInstances", 1);
        lab.faults.serverError("DescribeInstances", 1);
        lab.faults.reset("DescribeInstances", 1);
        const since = lab.requests.length;
        const facts = await awsOfLab().describeInstance(instance.instanceId, inTime());
        expect(facts?.instanceId).toBe(instance.instanceId);
        expect(requestsOf("DescribeInstances", since).length).toBeGreaterThanOrEqual(3);
    });

    it("fails at once when access is denied, naming the action", async () => {
        lab.faults.denyAccess("DescribeInstances");
        const since = lab.requests.length;
        const failure = await failureOf(awsOfLab().describeInstance(instance.instanceId, inTime()));
        expect(failure.code).toBe("AWS_ACCESS_DENIED");
        expect(failure.remedies?.[0]).toContain("ec2:DescribeInstances");
        expect(requestsOf("DescribeInstances", since)).toHaveLength(1);
    });

    it("says that wrong keys are wrong, without the keys", async () => {
        const aws = awsOfLab({ "aws:secretKey": "an0therSecretOfSomeLength" });
        const failure = await failureOf(aws.describeInstance(instance.instanceId, inTime()));
        expect(failure.code).toBe("AWS_CREDENTIALS_INVALID");
        expect(JSON.stringify(failure)).not.toContain("an0therSecretOfSomeLength");
    });

    it("ends at the deadline when AWS does not answer", async () => {
        lab.faults.hang("DescribeInstances", 1);
        const deadline = makeDeadline(systemClock, 4_000);
        const failure = await failureOf(awsOfLab().describeInstance(instance.instanceId, deadline));
        expect(failure).toMatchObject({ code: "AWS_UNREACHABLE", retryable: true });
    });

    it("says which profile can't be used", async () => {
        const settings = resolveAwsSettings(
            connectionWith({ region: lab.region, profile: "no-such" }),
            () => undefined,
        );
        const aws = makeAws(settings, { clock: systemClock, random: systemRandom });
        const failure = await failureOf(aws.callerIdentity(inTime()));
        expect(failure).toMatchObject({ code: "AWS_PROFILE_UNUSABLE", layer: "credentials" });
        expect(failure.facts).toContainEqual(["Profile", "no-such"]);
    });

    it("pushes keys at a rate that leaves room for others, however many are asked for at once", async () => {
        const clock = makeFakeClock();
        const slow = makeAws(
            resolveAwsSettings(connectionWith(), () => undefined),
            { clock, random: systemRandom },
        );
        let sent = 0;
        const send = async () => {
            sent += 1;
        };
        const deadline = makeDeadline(clock, 60_000);
        const action = "ec2-instance-connect:SendSSHPublicKey" as const;
        const pushes = Array.from({ length: 70 }, () => slow.call({ action, deadline, send }));
        await clock.advance(0);
        expect(sent).toBe(50);
        await clock.advance(1_000);
        expect(sent).toBe(60);
        await clock.advance(1_000);
        await Promise.all(pushes);
        expect(sent).toBe(70);
    });
});
