import { describe, expect, it } from "vitest";
import type { AwsAction, AwsCall } from "../../../provider/aws/aws";
import { callWithRetry } from "../../../provider/aws/retry";
import { makeDeadline } from "../../../provider/base/deadline";
import { makeFakeClock } from "../../support/fake-clock";
import { failureOf } from "./fake-aws";

const PUSH = "ec2-instance-connect:SendSSHPublicKey";

function named(name: string, rest: object = {}) {
    return Object.assign(new Error(name), { name, ...rest });
}

/** Sends a call that fails with `errors` one after the other (the last again and again), then succeeds with "done". */
function callFailingWith(
    errors: readonly Error[],
    changes: Partial<AwsCall<string>> & { times?: number; limitMs?: number; tookMs?: number } = {},
) {
    const clock = makeFakeClock();
    const startedAt = clock.now();
    const { times = errors.length, limitMs = 300_000, tookMs = 0, ...rest } = changes;
    const sentAt: number[] = [];
    const call: AwsCall<string> = {
        action: PUSH as AwsAction,
        subject: "i-1",
        deadline: makeDeadline(clock, limitMs),
        send: async () => {
            sentAt.push(clock.now() - startedAt);
            await (tookMs > 0 && clock.sleep(tookMs));
            if (sentAt.length <= times) {
                throw errors[Math.min(sentAt.length, errors.length) - 1];
            }
            return "done";
        },
        ...rest,
    };
    const context = { action: call.action, subject: "i-1", region: "eu-west-1", profile: undefined };
    const random = { hex: () => "", fraction: () => 0.5 };
    const answer = callWithRetry(call, async () => context, { clock, random });
    answer.catch(() => {});
    return { answer, clock, sentAt };
}

describe("callWithRetry", () => {
    it.each([
        "ThrottlingException",
        "EC2InstanceUnavailableException",
        "ServiceException",
        "RequestLimitExceeded",
        "InternalError",
    ])("tries again after %s, with growing pauses", async (name) => {
        const { answer, clock, sentAt } = callFailingWith([named(name), named(name), named(name)]);
        await clock.advance(10_000);
        expect(await answer).toBe("done");
        expect(sentAt).toEqual([0, 188, 563, 1313].map((at) => expect.closeTo(at, -1)));
    });

    it.each([
        ["quickly", 0],
        ["slowly", 10_000],
    ])("tries once more, however %s it was answered, when the time of the request was refused", async (_, tookMs) => {
        const { answer, clock, sentAt } = callFailingWith([named("RequestExpired")], { times: 99, tookMs });
        await clock.advance(60_000);
        expect((await failureOf(answer)).code).toBe("AWS_REQUEST_EXPIRED");
        expect(sentAt).toHaveLength(2);
    });

    it.each([
        "AccessDeniedException",
        "AuthException",
        "InvalidArgsException",
        "EC2InstanceStateInvalidException",
        "EC2InstanceNotFoundException",
        "ExpiredTokenException",
        "CredentialsProviderError",
    ])("does not try again after %s", async (name) => {
        const { answer, sentAt, clock } = callFailingWith([named(name)]);
        await failureOf(answer);
        expect(sentAt).toHaveLength(1);
        expect(clock.pending()).toBe(0);
    });

    it("tries a network error again", async () => {
        const { answer, clock } = callFailingWith([Object.assign(new Error("reset"), { code: "ECONNRESET" })]);
        await clock.advance(1_000);
        expect(await answer).toBe("done");
    });

    it("stops at the deadline with the last error and the number of attempts", async () => {
        const { answer, clock, sentAt } = callFailingWith([named("ThrottlingException")], {
            times: 1_000,
            limitMs: 60_000,
        });
        await clock.advance(60_000);
        const failure = await failureOf(answer);
        expect(failure.code).toBe("EIC_THROTTLED");
        expect(failure.facts?.at(-1)?.[1]).toMatch(new RegExp(`^${sentAt.length} in \\d+ s$`));
        expect(sentAt.length).toBeGreaterThan(8);
        expect(clock.pending()).toBe(0);
    });

    it("tries 'not found' again for as long as the call says", async () => {
        const { answer, clock, sentAt } = callFailingWith([named("EC2InstanceNotFoundException")], {
            times: 1_000,
            notFoundGraceMs: 30_000,
        });
        await clock.advance(60_000);
        expect((await failureOf(answer)).code).toBe("EIC_INSTANCE_NOT_FOUND");
        expect(sentAt.at(-1)).toBeGreaterThan(20_000);
        expect(sentAt.at(-1)).toBeLessThanOrEqual(30_000);
    });

    it("asks the caller about errors that nothing else retries", async () => {
        const { answer, clock } = callFailingWith([named("EC2InstanceStateInvalidException")], {
            alsoRetry: async (name) => name === "EC2InstanceStateInvalidException",
        });
        await clock.advance(1_000);
        expect(await answer).toBe("done");
    });

    it("gives up an attempt that hangs, aborts it, and tries again", async () => {
        let aborted = 0;
        let attempts = 0;
        const { answer, clock } = callFailingWith([named("never")], {
            send: (signal) => {
                attempts += 1;
                signal.addEventListener("abort", () => {
                    aborted += 1;
                });
                return attempts === 1 ? new Promise(() => {}) : Promise.resolve("done");
            },
        });
        await clock.advance(25_000);
        expect(await answer).toBe("done");
        expect(aborted).toBe(1);
    });

    it("reports what AWS said before, if the deadline cuts the last attempt short", async () => {
        let attempts = 0;
        const { answer, clock } = callFailingWith([named("never")], {
            limitMs: 2_000,
            send: () => {
                attempts += 1;
                return attempts === 1 ? Promise.reject(named("ThrottlingException")) : new Promise(() => {});
            },
        });
        await clock.advance(2_000);
        expect(await failureOf(answer)).toMatchObject({ code: "EIC_THROTTLED" });
        expect(attempts).toBe(2);
    });

    it("reports that AWS does not answer, if that lasted long", async () => {
        let attempts = 0;
        const { answer, clock } = callFailingWith([named("never")], {
            limitMs: 60_000,
            send: () => {
                attempts += 1;
                return attempts === 1 ? Promise.reject(named("ThrottlingException")) : new Promise(() => {});
            },
        });
        await clock.advance(60_000);
        expect((await failureOf(answer)).code).toBe("AWS_UNREACHABLE");
    });

    it("stops looking for an endpoint that has no address after 30 s", async () => {
        const { answer, clock } = callFailingWith([Object.assign(new Error("dns"), { code: "ENOTFOUND" })], {
            times: 1_000,
        });
        await clock.advance(31_000);
        expect((await failureOf(answer)).code).toBe("AWS_UNREACHABLE");
    });
});
