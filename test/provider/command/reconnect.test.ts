import { describe, expect, test } from "vitest";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import type { ErrorCode } from "../../../provider/base/error-codes";
import { silentLog } from "../../../provider/base/log";
import { comeBack } from "../../../provider/command/reconnect";
import { makeLocalSession } from "../../support/command-local-session";
import { makeFakeClock } from "../../support/fake-clock";
import { leaseOf } from "./command-host";

const HOUR_MS = 3_600_000;

function failure(code: ErrorCode, summary = "why"): ProviderError {
    return new ProviderError({ code, summary, commandRan: "did-not-run", retryable: true });
}

/** An attempt to come back whose connections end as told: each takes a second of the fake clock. */
function scene(limitMs: number, outcomes: (attempt: number, leftMs: number) => ProviderError | "open") {
    const clock = makeFakeClock();
    const statuses: string[] = [];
    const limits: number[] = [];
    const log = { ...silentLog, status: (text: string) => void statuses.push(text) };
    const connect = async (deadline: { remainingMs(): number }, kind?: "return") => {
        expect(kind).toBe("return");
        limits.push(deadline.remainingMs());
        await clock.sleep(1_000);
        const outcome = outcomes(limits.length, deadline.remainingMs());
        if (outcome !== "open") {
            throw outcome;
        }
        return leaseOf(makeLocalSession())();
    };
    const deps = { clock, random: { hex: () => "", fraction: () => 0.5 }, log, deadline: makeDeadline(clock, limitMs) };
    const coming = comeBack(connect, deps, { lostAt: clock.now() });
    return { clock, coming, statuses, limits };
}

async function settledBy<T>(coming: Promise<T>, clock: ReturnType<typeof makeFakeClock>, withinMs: number): Promise<T> {
    let settled = false;
    void coming.then(() => {
        settled = true;
    });
    for (let passedMs = 0; passedMs < withinMs && !settled; passedMs += 1_000) {
        await clock.advance(1_000);
    }
    expect(settled, `settled within ${withinMs} ms`).toBe(true);
    return coming;
}

describe("comeBack", () => {
    test("tries again for hours, whatever the reason, and comes back", async () => {
        const reasons: ErrorCode[] = [
            "NET_UNREACHABLE",
            "AWS_CREDENTIALS_EXPIRED",
            "AWS_ACCESS_DENIED",
            "SSH_KEY_REFUSED",
        ];
        const { coming, clock, statuses, limits } = scene(5 * HOUR_MS, (attempt) =>
            attempt < 1_200 ? failure(reasons[attempt % 4] ?? "NET_REFUSED") : "open",
        );
        const lease = await settledBy(coming, clock, 3 * HOUR_MS);
        expect(lease).toHaveProperty("host");
        expect(statuses.at(-1)).toMatch(/^The connection was lost at \S+\. Reconnecting until \S+\. why$/);
        // Each asks AWS anew, so none may take long.
        expect(Math.max(...limits)).toBe(60_000);
        expect(limits[0]).toBe(10_000);
    });

    test("gives up at the operation's own deadline, and says since when and until when", async () => {
        const { coming, clock } = scene(60_000, () => failure("NET_UNREACHABLE", "nobody answers"));
        expect(await settledBy(coming, clock, 70_000)).toEqual({
            lostBecause: expect.stringMatching(/lost at \S+Z, and was not restored by \S+Z: nobody answers$/),
        });
    });

    test("reports what the last whole try came to, not the one that the deadline cut short", async () => {
        const { coming, clock } = scene(10_500, (_, leftMs) =>
            leftMs > 0 ? failure("NET_UNREACHABLE", "nobody answers") : failure("AWS_UNREACHABLE", "AWS is late"),
        );
        expect(await settledBy(coming, clock, 20_000)).toEqual({
            lostBecause: expect.stringMatching(/Z: nobody answers$/),
        });
    });

    test.each(["AWS_INSTANCE_STOPPED", "AWS_INSTANCE_TERMINATED"] as const)("ends at once: %s", async (code) => {
        const { coming, clock, limits } = scene(HOUR_MS, () => failure(code, "the instance is stopping"));
        expect(await settledBy(coming, clock, 2_000)).toEqual({
            lostBecause: expect.stringContaining("reconnecting is not possible"),
        });
        expect(limits).toHaveLength(1);
    });

    test.each(["AWS_INSTANCE_NOT_FOUND", "SSH_HOST_KEY_MISMATCH"] as const)(
        "is believed when it is said again: %s",
        async (code) => {
            const again = scene(HOUR_MS, () => failure(code));
            expect(await settledBy(again.coming, again.clock, 10_000)).toHaveProperty("lostBecause");
            expect(again.limits).toHaveLength(2);
            const once = scene(HOUR_MS, (attempt) => (attempt === 1 ? failure(code) : "open"));
            expect(await settledBy(once.coming, once.clock, 10_000)).toHaveProperty("host");
        },
    );

    test("goes by time that passes, not by a date that somebody sets", async () => {
        const { coming, clock } = scene(60_000, (attempt) => (attempt < 5 ? failure("NET_UNREACHABLE") : "open"));
        clock.setDate(86_400_000);
        expect(await settledBy(coming, clock, 30_000)).toHaveProperty("host");
    });
});
