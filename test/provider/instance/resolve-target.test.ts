import { describe, expect, it } from "vitest";
import type { AwsPort } from "../../../provider/aws";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import { resolveTarget, type TargetRequest } from "../../../provider/instance";
import { makeFakeClock } from "../../support/fake-clock";
import { connectionWith } from "../aws/connection";
import { failureOf, INSTANCE, makeFakeAws } from "../aws/fake-aws";

function resolve(aws: AwsPort, changes: Partial<TargetRequest> = {}, limitMs = 300_000) {
    const clock = makeFakeClock();
    const statuses: string[] = [];
    const log = { info: () => {}, warning: () => {}, status: (text: string) => statuses.push(text) };
    const request = {
        instanceId: INSTANCE.instanceId,
        connection: connectionWith(),
        recordedOsUser: undefined,
        ...changes,
    };
    const random = { hex: () => "", fraction: () => 0.5 };
    const target = resolveTarget(request, aws, { clock, random, log, deadline: makeDeadline(clock, limitMs) });
    target.catch(() => {});
    return { target, clock, statuses };
}

describe("resolveTarget", () => {
    it("gives instance, region, account, zone and user", async () => {
        const { target } = await resolve(makeFakeAws([{}])).target;
        expect(target).toEqual({
            instanceId: INSTANCE.instanceId,
            region: "eu-central-1",
            accountId: "111122223333",
            availabilityZone: "eu-central-1a",
            osUser: "ubuntu",
        });
        expect(Object.isFrozen(target)).toBe(true);
    });

    it("waits while the instance is pending, and reports it", async () => {
        const { target, clock, statuses } = resolve(makeFakeAws([{ state: "pending" }, { state: "pending" }, {}]));
        await clock.advance(10_000);
        expect((await target).facts.publicIpAddress).toBe("198.51.100.7");
        expect(statuses).toEqual([
            `waiting for ${INSTANCE.instanceId} (pending), 0 s`,
            `waiting for ${INSTANCE.instanceId} (pending), 2 s`,
        ]);
    });

    it("gives up on a pending instance at the deadline, as something that a retry can help", async () => {
        const { target, clock } = resolve(makeFakeAws([{ state: "pending" }]), {}, 60_000);
        await clock.advance(60_000);
        expect(await failureOf(target)).toMatchObject({ code: "AWS_INSTANCE_PENDING", retryable: true });
        expect(clock.pending()).toBe(0);
    });

    it("still says that it is pending if the deadline cuts the last look short", async () => {
        const known = makeFakeAws([{ state: "pending" }]);
        let looks = 0;
        const clock = makeFakeClock();
        const deadline = makeDeadline(clock, 10_000);
        const aws: AwsPort = {
            ...known,
            describeInstance: async (instanceId, limit, age) => {
                looks += 1;
                if (looks < 3) {
                    return known.describeInstance(instanceId, limit, age);
                }
                const late = {
                    code: "AWS_UNREACHABLE",
                    summary: "Late.",
                    commandRan: "did-not-run",
                    retryable: true,
                } as const;
                return limit.race(
                    () => new Promise<never>(() => {}),
                    () => new ProviderError(late),
                );
            },
        };
        const request = { instanceId: INSTANCE.instanceId, connection: connectionWith(), recordedOsUser: undefined };
        const random = { hex: () => "", fraction: () => 0.5 };
        const log = { info: () => {}, warning: () => {}, status: () => {} };
        const target = resolveTarget(request, aws, { clock, random, log, deadline });
        target.catch(() => {});
        await clock.advance(20_000);
        expect(await failureOf(target)).toMatchObject({ code: "AWS_INSTANCE_PENDING" });
    });

    it.each([
        ["stopped", "AWS_INSTANCE_STOPPED"],
        ["stopping", "AWS_INSTANCE_STOPPED"],
        ["shutting-down", "AWS_INSTANCE_TERMINATED"],
        ["terminated", "AWS_INSTANCE_TERMINATED"],
    ] as const)("fails at once with a remedy for an instance that is %s", async (state, code) => {
        const aws = makeFakeAws([{ state }]);
        const failure = await failureOf(resolve(aws).target);
        expect(failure).toMatchObject({ code, commandRan: "did-not-run", layer: "instance" });
        expect(failure.remedies?.length).toBeGreaterThan(0);
        expect(failure.facts).toContainEqual(["Region", "eu-central-1"]);
        expect(aws.calls).toEqual(["describeInstance"]);
    });

    it("names retainOnDelete and pulumi state delete for a stopped instance at destroy", async () => {
        const aws = makeFakeAws([{ state: "stopped" }]);
        const failure = await failureOf(resolve(aws, { operation: "delete", urn: "urn:pulumi:dev::app::t::n" }).target);
        const remedies = failure.remedies?.join("\n");
        expect(remedies).toContain("retainOnDelete");
        expect(remedies).toContain("pulumi state delete 'urn:pulumi:dev::app::t::n'");
    });

    it("refuses Windows", async () => {
        expect(await failureOf(resolve(makeFakeAws([{ isWindows: true }])).target)).toMatchObject({
            code: "AWS_INSTANCE_WINDOWS",
        });
    });

    it("looks for 30 s for an instance that AWS may not know yet", async () => {
        const { target, clock } = resolve(makeFakeAws(["unknown", "unknown", {}]));
        await clock.advance(5_000);
        expect((await target).target.osUser).toBe("ubuntu");
    });

    it("fails after 30 s for an unknown instance, naming region and account", async () => {
        const { target, clock } = resolve(makeFakeAws(["unknown"], { accountId: "444455556666" }));
        const startedAt = clock.now();
        const failure = failureOf(target).then((found) => ({ found, tookMs: clock.now() - startedAt }));
        await clock.advance(60_000);
        const { found, tookMs } = await failure;
        expect(found.code).toBe("AWS_INSTANCE_NOT_FOUND");
        expect(found.summary).toContain("region eu-central-1 of account 444455556666");
        expect(tookMs).toBeGreaterThanOrEqual(30_000);
        expect(tookMs).toBeLessThan(33_000);
    });

    it("does not wait for an unknown instance that state found in another region, nor at destroy", async () => {
        const elsewhere = { recordedTarget: { region: "us-east-1", accountId: "1" } };
        const failure = await failureOf(resolve(makeFakeAws(["unknown"]), elsewhere).target);
        expect(failure.facts).toContainEqual(["Region in state", "us-east-1"]);
        expect(await failureOf(resolve(makeFakeAws(["unknown"]), { operation: "delete" }).target)).toMatchObject({
            code: "AWS_INSTANCE_NOT_FOUND",
        });
    });

    it("does not wait for one that state found in another account; in its own it may be waited for", async () => {
        const recordedTarget = { region: "eu-central-1", accountId: "111122223333" };
        const stranger = resolve(makeFakeAws(["unknown"], { accountId: "444455556666" }), {
            operation: "update",
            recordedTarget,
        });
        const failure = await failureOf(stranger.target);
        expect(failure.summary).toContain("account 444455556666");
        expect(failure.facts).toContainEqual(["Account in state", "111122223333"]);
        const own = resolve(makeFakeAws(["unknown", {}]), { operation: "update", recordedTarget });
        await own.clock.advance(5_000);
        expect((await own.target).target.osUser).toBe("ubuntu");
    });

    it("still says that the instance is unknown when the account can't be found out", async () => {
        const aws: AwsPort = {
            ...makeFakeAws(["unknown"]),
            callerIdentity: () => Promise.reject(new Error("no STS here")),
        };
        const { target, clock } = resolve(aws);
        await clock.advance(40_000);
        expect((await failureOf(target)).summary).toContain("account unknown");
    });

    it("takes the user of the program, then that of state, and asks for the image only without both", async () => {
        const aws = makeFakeAws([{}]);
        const named = { connection: connectionWith({ osUser: "me" }), recordedOsUser: "recorded" };
        expect((await resolve(aws, named).target).target.osUser).toBe("me");
        expect((await resolve(aws, { recordedOsUser: "recorded" }).target).target.osUser).toBe("recorded");
        expect(aws.calls).not.toContain("describeImage");
    });

    it("tells the user from the platform when the image is gone", async () => {
        const aws = makeFakeAws([{ platformDetails: "Red Hat Enterprise Linux" }], { image: undefined });
        expect((await resolve(aws).target).target.osUser).toBe("ec2-user");
    });

    it("lists the choices and names connection.osUser if the user can't be determined", async () => {
        const failure = await failureOf(resolve(makeFakeAws([{}], { image: undefined })).target);
        expect(failure.code).toBe("AWS_OS_USER_UNKNOWN");
        expect(failure.facts).toContainEqual(["ubuntu", "Ubuntu"]);
        expect(failure.remedies?.join()).toContain("connection.osUser");
    });

    it("offers connection.osUser when looking up the image is not allowed", async () => {
        const denied = new ProviderError({
            code: "AWS_ACCESS_DENIED",
            summary: "Could not look up the image ami-1: access is denied.",
            commandRan: "did-not-run",
            retryable: false,
            remedies: ["Allow ec2:DescribeImages in the caller's IAM policy."],
        });
        const aws: AwsPort = { ...makeFakeAws([{}]), describeImage: () => Promise.reject(denied) };
        const remedies = (await failureOf(resolve(aws).target)).remedies?.join("\n");
        expect(remedies).toContain("connection.osUser");
        expect(remedies).toContain("ec2:DescribeImages");
    });
});
