import { createServer } from "node:net";
import { expect, test } from "vitest";
import type { Clock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { isProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import { directRoute } from "../../../provider/instance/way";
import { dial } from "../../../provider/session";
import { openSession } from "../../../provider/session/open-session";
import type { SessionRequest } from "../../../provider/session/request";
import { makeTunnelSlots } from "../../../provider/session/tunnel-slots";
import { makeFakeClock } from "../../support/fake-clock";
import { finishedRun } from "../../support/finished-run";

/** A clock on which nothing takes time but waiting. */
function makeWaitingClock(): Clock & { readonly waits: number[] } {
    let now = 0;
    const waits: number[] = [];
    return {
        waits,
        now: () => now,
        monotonicMs: () => now,
        after: () => () => {},
        sleep: async (delayMs) => {
            waits.push(delayMs);
            now += delayMs;
        },
    };
}

/** A port of loopback at which nothing listens. */
async function closedPort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    return port;
}

async function requestFor(clock: Clock, limitMs: number): Promise<SessionRequest> {
    return {
        target: finishedRun().target,
        routes: [directRoute("private", "127.0.0.1", await closedPort())],
        routeChoice: "",
        credentialsKey: "",
        hostKeyPolicy: "trust-on-first-use",
        hostKeys: [],
        recordedHostKeys: [],
        deadline: makeDeadline(clock, limitMs),
        push: () => Promise.reject(new Error("nothing is pushed before there is a connection")),
        log: silentLog,
    };
}

const plan = { types: [], pinned: [], recorded: [] } as never;
const slots = makeTunnelSlots(() => {});
const random = { hex: () => "", fraction: () => 0.5 };

test("begins no attempt that would be cut short: the error of the one before it stays", async () => {
    const clock = makeWaitingClock();
    const opening = openSession(await requestFor(clock, 301), plan, { clock, random, dial, slots });
    await expect(opening).rejects.toMatchObject({ failure: { code: "NET_REFUSED" } });
    expect(clock.waits).toEqual([]);
});

test("uses the time to the end: the last pause is cut short, so that one more attempt fits in", async () => {
    const clock = makeWaitingClock();
    const request = await requestFor(clock, 10_000);
    const error = await openSession(request, plan, { clock, random, dial, slots }).catch((thrown: unknown) => thrown);
    expect(clock.waits).toEqual([300, 700, 1_500, 3_000, 3_500]);
    expect(isProviderError(error) && error.failure).toMatchObject({ code: "NET_REFUSED" });
    expect(isProviderError(error) && error.failure.facts?.at(-1)).toEqual(["Tried for", "9 s"]);
});

test("reports what stood in the way, not that the deadline cut the last attempt short", async () => {
    const clock = makeFakeClock();
    const request = await requestFor(clock, 6_000);
    let dials = 0;
    const dialOnce: typeof dial = (way, tools) => {
        dials += 1;
        return dials === 1 ? dial(way, tools) : new Promise(() => {});
    };
    const opening = openSession(request, plan, { clock, random, dial: dialOnce, slots });
    const refused = expect(opening).rejects.toMatchObject({ failure: { code: "NET_REFUSED" } });
    // The first dial is a real one.
    for (; dials < 2; ) {
        await clock.advance(300);
        await new Promise((resolve) => setImmediate(resolve));
    }
    await clock.advance(6_000);
    await refused;
});
