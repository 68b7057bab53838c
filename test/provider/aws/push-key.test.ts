import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../../lab";
import { makeAws, resolveAwsSettings } from "../../../provider/aws";
import { makePushKey } from "../../../provider/aws/push-key";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { connectionWith } from "./connection";
import { failureOf } from "./fake-aws";

let lab: Lab;
let instance: LabInstance;

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance();
});
afterAll(() => lab.stop());
beforeEach(() => lab.faults.clear());

function publicKeyLine(): string {
    const { publicKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    const sized = (part: Buffer) => {
        const size = Buffer.alloc(4);
        size.writeUInt32BE(part.length);
        return Buffer.concat([size, part]);
    };
    const blob = Buffer.concat([sized(Buffer.from("ssh-ed25519")), sized(raw)]);
    return `ssh-ed25519 ${blob.toString("base64")}`;
}

function pushToLab(changes: { instanceId?: string; availabilityZone?: string } = {}, limitMs = 300_000) {
    const config: Record<string, string> = {
        "aws:region": lab.region,
        "aws:accessKey": lab.credentials.accessKeyId,
        "aws:secretKey": lab.credentials.secretAccessKey,
        "aws:endpoints": JSON.stringify([{ ec2: lab.endpoint, sts: lab.endpoint, ec2instanceconnect: lab.endpoint }]),
    };
    const settings = resolveAwsSettings(connectionWith(), (key) => config[key]);
    const push = makePushKey(makeAws(settings, { clock: systemClock, random: systemRandom }));
    const { availabilityZone } = instance;
    return push(
        {
            instanceId: instance.instanceId,
            osUser: "ec2-user",
            publicKey: publicKeyLine(),
            availabilityZone,
            ...changes,
        },
        makeDeadline(systemClock, limitMs),
    );
}

const pushes = (since: number) => lab.requests.slice(since).filter(({ action }) => action === "SendSSHPublicKey");

describe("the key push by the real SDK", () => {
    it("pushes a key and gives the request id", async () => {
        const since = lab.requests.length;
        const { requestId } = await pushToLab();
        expect(requestId).not.toBe("");
        expect(pushes(since)).toHaveLength(1);
        expect(pushes(since)[0]?.parameters).toMatchObject({ AvailabilityZone: instance.availabilityZone });
    });

    it("leaves out a zone that the API would not take", async () => {
        const since = lab.requests.length;
        await pushToLab({ availabilityZone: "us-west-2-lax-1a" });
        expect(pushes(since)[0]?.parameters).not.toHaveProperty("AvailabilityZone");
    });

    it.each(["EC2InstanceUnavailableException", "ServiceException", "ThrottlingException"])(
        "tries again after %s with HTTP status 400",
        async (code) => {
            const since = lab.requests.length;
            lab.faults.refuse("SendSSHPublicKey", { code, status: 400 }, 2);
            await pushToLab();
            expect(pushes(since)).toHaveLength(3);
        },
    );

    it.each([
        ["AccessDeniedException", "EIC_ACCESS_DENIED"],
        ["AuthException", "EIC_AUTH"],
        ["InvalidArgsException", "EIC_INVALID_ARGUMENT"],
        ["EC2InstanceStateInvalidException", "EIC_INSTANCE_NOT_RUNNING"],
    ])("fails at once after %s", async (code, ours) => {
        const since = lab.requests.length;
        lab.faults.refuse("SendSSHPublicKey", { code, status: 400 }, 5);
        expect((await failureOf(pushToLab())).code).toBe(ours);
        expect(pushes(since)).toHaveLength(1);
    });

    it("tries a wrong state again while the instance is pending", async () => {
        const since = lab.requests.length;
        instance.faults.staysPending();
        lab.faults.refuse("SendSSHPublicKey", { code: "EC2InstanceStateInvalidException", status: 400 }, 1);
        const pushed = pushToLab();
        await expect.poll(() => pushes(since).length).toBeGreaterThanOrEqual(1);
        await expect
            .poll(() => lab.requests.slice(since).some(({ action }) => action === "DescribeInstances"))
            .toBe(true);
        instance.faults.becomesRunning();
        expect((await pushed).requestId).not.toBe("");
        instance.faults.clear();
    });

    it("pushes again after Success: false, until the deadline at most", async () => {
        const since = lab.requests.length;
        lab.faults.unsuccessfulPush(2);
        expect((await pushToLab()).requestId).not.toBe("");
        expect(pushes(since)).toHaveLength(3);
        lab.faults.unsuccessfulPush(1_000);
        const failure = await failureOf(pushToLab({}, 2_000));
        expect(failure).toMatchObject({ code: "EIC_PUSH_FAILED", commandRan: "did-not-run" });
        expect(failure.facts?.map(([name]) => name)).toEqual(expect.arrayContaining(["Request ID", "Attempts"]));
    });

    it("looks for an unknown instance until the deadline at most", async () => {
        const failure = await failureOf(pushToLab({ instanceId: "i-00000000000000000" }, 8_000));
        expect(failure.code).toBe("EIC_INSTANCE_NOT_FOUND");
        expect(failure.facts?.at(-1)?.[0]).toBe("Attempts");
    });
});
