import { type Duplex, PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { isProviderError, ProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import { directRoute, jumpRoute, type Route, type Way } from "../../../provider/instance/way";
import type { Dial, SessionRequest } from "../../../provider/session";
import { dialError } from "../../../provider/session/dial";
import type { RouteOrder } from "../../../provider/session/dial-one-route";
import { dialRoutes } from "../../../provider/session/dial-routes";
import { makeTunnelSlots, type TunnelSlots } from "../../../provider/session/tunnel-slots";
import { makeFakeClock } from "../../support/fake-clock";
import { finishedRun } from "../../support/finished-run";

const PUBLIC = directRoute("public", "198.51.100.7", 22);
const IPV6 = directRoute("ipv6", "2001:db8::7", 22);
const PRIVATE = directRoute("private", "10.0.0.7", 22);
const WAY: Way = { kind: "tunnel", endpointId: "eice-1", host: "eice-1.test", address: "10.0.0.7", port: 22 };
const ENDPOINT: Route = { name: "endpoint", way: WAY };

/**
 * What a way does when it is dialled: it opens after so many milliseconds, is refused, or never answers. An endpoint may be full (until
 * it is not), or gone.
 */
type Manner = number | "refused" | "silent" | "full" | "gone";

interface Setting {
    readonly routes: readonly Route[];
    readonly lastResort?: SessionRequest["lastResort"];
    readonly endpointAnew?: SessionRequest["endpointAnew"];
    readonly leaseJump?: SessionRequest["leaseJump"];
    readonly manners: Partial<Record<Route["name"] | "new endpoint", Manner>>;
    readonly order?: Partial<RouteOrder>;
    readonly slots?: TunnelSlots;
}

const NEW_ENDPOINT: Route = { name: "endpoint", way: { ...WAY, endpointId: "eice-2" } };

function refusedTunnel(code: "TUNNEL_LIMIT" | "TUNNEL_NO_ENDPOINT") {
    return new ProviderError({ code, summary: `Refused: ${code}.`, commandRan: "did-not-run", retryable: true });
}

function dialAll({
    routes,
    lastResort,
    endpointAnew,
    leaseJump,
    manners,
    order = {},
    slots = makeTunnelSlots(() => {}),
}: Setting) {
    const clock = makeFakeClock();
    const dialled: string[] = [];
    const opened: Duplex[] = [];
    const nameOf = (way: Way) =>
        way === NEW_ENDPOINT.way
            ? "new endpoint"
            : ([PUBLIC, IPV6, PRIVATE, ENDPOINT].find((route) => route.way === way)?.name ?? "public");
    const dial: Dial = async (way, { signal }) => {
        const name = nameOf(way);
        dialled.push(`${name} at ${clock.monotonicMs() - startedAt}`);
        const manner = manners[name];
        if (manner === "refused") {
            throw dialError(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }), way.address, way.port);
        }
        if (manner === "full" || manner === "gone") {
            throw refusedTunnel(manner === "full" ? "TUNNEL_LIMIT" : "TUNNEL_NO_ENDPOINT");
        }
        if (typeof manner !== "number") {
            return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        }
        await clock.sleep(manner);
        const stream = new PassThrough();
        opened.push(stream);
        return stream;
    };
    const startedAt = clock.monotonicMs();
    const request: SessionRequest = {
        target: finishedRun().target,
        routes,
        lastResort,
        endpointAnew,
        ...(leaseJump && { leaseJump }),
        routeChoice: "auto",
        credentialsKey: "",
        hostKeyPolicy: "auto",
        hostKeys: [],
        recordedHostKeys: [],
        deadline: makeDeadline(clock, 300_000),
        push: () => Promise.reject(new Error("nothing is pushed")),
        log: silentLog,
    };
    const whole = { preferred: undefined, avoided: [], shown: new Set<string>(), ...order };
    const ended = dialRoutes(request, whole, { clock, dial, slots }).then(
        ({ route, waitedMs }) => ({ took: route.name, waitedMs, atMs: clock.monotonicMs() - startedAt }),
        (error: unknown) => ({ error, atMs: clock.monotonicMs() - startedAt }),
    );
    return { clock, dialled, opened, ended };
}

async function settle({
    clock,
    ended,
}: {
    readonly clock: Clock & { advance(ms: number): Promise<void> };
    readonly ended: Promise<unknown>;
}) {
    let isOver = false;
    void ended.then(() => {
        isOver = true;
    });
    for (let passed = 0; passed < 60_000 && !isOver; passed += 50) {
        await clock.advance(50);
    }
}

describe("the race of routes", () => {
    it("takes the first, and never dials the others if it opens at once", async () => {
        const race = dialAll({ routes: [PUBLIC, IPV6, PRIVATE], manners: { public: 100, ipv6: 0, private: 0 } });
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "public" });
        expect(race.dialled).toEqual(["public at 0"]);
    });

    it("goes on at once after a refused connection, and after a quarter of a second of silence", async () => {
        const race = dialAll({
            routes: [PUBLIC, IPV6, PRIVATE],
            manners: { public: "refused", ipv6: "silent", private: 100 },
        });
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "private", atMs: 350 });
        expect(race.dialled).toEqual(["public at 0", "ipv6 at 0", "private at 250"]);
    });

    it("closes what opens too late", async () => {
        const race = dialAll({ routes: [PUBLIC, IPV6], manners: { public: 600, ipv6: 100 } });
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "ipv6", atMs: 350 });
        await race.clock.advance(1_000);
        expect(race.opened.map(({ destroyed }) => destroyed)).toEqual([false, true]);
    });

    it("asks for an endpoint only when no address has opened for three seconds", async () => {
        let asked = 0;
        const lastResort = async () => {
            asked += 1;
            return [ENDPOINT];
        };
        const manners = { public: "silent", ipv6: "refused", endpoint: 100 } as const;
        const race = dialAll({ routes: [PUBLIC, IPV6], lastResort, manners });
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "endpoint", atMs: 3_100 });
        expect(asked).toBe(1);
        const quick = dialAll({ routes: [PUBLIC], lastResort, manners: { public: "refused", endpoint: 0 } });
        await settle(quick);
        expect(await quick.ended).toMatchObject({ took: "endpoint", atMs: 0 });
    });

    it("takes the route that was taken before, and the others again when it has gone", async () => {
        const lastResort = async () => [ENDPOINT];
        const known = dialAll({
            routes: [PUBLIC, IPV6],
            lastResort,
            manners: { public: "silent", ipv6: 0 },
            order: { preferred: "ipv6" },
        });
        await settle(known);
        expect([await known.ended, known.dialled]).toEqual([{ took: "ipv6", waitedMs: 0, atMs: 0 }, ["ipv6 at 0"]]);
        const gone = dialAll({
            routes: [PUBLIC, IPV6],
            manners: { public: 0, ipv6: "refused" },
            order: { preferred: "ipv6" },
        });
        await settle(gone);
        expect(await gone.ended).toMatchObject({ took: "public" });
    });

    it("leaves out a route that led to no session", async () => {
        const race = dialAll({
            routes: [PUBLIC, PRIVATE],
            manners: { public: 0, private: 0 },
            order: { avoided: ["public"] },
        });
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "private" });
        expect(race.dialled).toEqual(["private at 0"]);
    });

    it("lists each route with what happened and how long it took, if none opens", async () => {
        const lastResort = () =>
            Promise.reject(
                new ProviderError({
                    code: "TUNNEL_NO_ENDPOINT",
                    summary:
                        "Could not connect to i-1 through an endpoint: VPC vpc-1 has no EC2 Instance Connect Endpoint.",
                    commandRan: "did-not-run",
                    retryable: false,
                    remedies: ["Create one."],
                }),
            );
        const race = dialAll({ routes: [PUBLIC, IPV6], lastResort, manners: { public: "silent", ipv6: "refused" } });
        await settle(race);
        const { error } = (await race.ended) as { error: unknown };
        const failure = isProviderError(error) ? error.failure : undefined;
        expect(failure).toMatchObject({ code: "NET_NO_ROUTE", retryable: true });
        expect(failure?.summary).toMatch(/by any of 3 routes: ipv6, public, endpoint\.$/);
        expect(failure?.facts).toContainEqual(["Route public", "198.51.100.7:22: no answer, after 3.0 s"]);
        expect(failure?.facts?.find(([name]) => name === "Route ipv6")?.[1]).toMatch(
            /^\[2001:db8::7\]:22: nothing is listening there/,
        );
        expect(failure?.facts).toContainEqual(["Route endpoint", "VPC vpc-1 has no EC2 Instance Connect Endpoint"]);
        expect(failure?.remedies).toContain("Create one.");
    });

    it("reports once what is the matter with a jump host, which all of them go through", async () => {
        const leaseJump = () =>
            Promise.reject(
                new ProviderError({
                    code: "SSH_KEY_REFUSED",
                    summary: "sshd on the jump host i-2 refused the key.",
                    commandRan: "did-not-run",
                    isAboutJumpHost: true,
                    retryable: true,
                }),
            );
        const routes = [jumpRoute("private", "10.0.0.7", 22, "i-2"), jumpRoute("ipv6", "2001:db8::7", 22, "i-2")];
        const race = dialAll({ routes, leaseJump, manners: {} });
        await settle(race);
        expect(await race.ended).toMatchObject({ error: { failure: { code: "SSH_KEY_REFUSED" } } });
    });

    it("names the proxy if nothing comes back from it: no rule of the instance's network is known to be in the way", async () => {
        const proxy = { kind: "socks5", host: "proxy.test", port: 1080, user: undefined } as const;
        const race = dialAll({
            routes: [directRoute("public", "198.51.100.7", 22, proxy)],
            manners: { public: "silent" },
        });
        await settle(race);
        const { error } = (await race.ended) as { error: unknown };
        const { code, summary, remedies = [] } = isProviderError(error) ? error.failure : {};
        expect([code, summary]).toEqual([
            "NET_PROXY",
            "Could not reach sshd at 198.51.100.7:22 through the proxy proxy.test:1080: no answer.",
        ]);
        expect(remedies.join(" ")).not.toContain("security group");
    });

    it("says that there is no other, if all that there are were left out", async () => {
        const race = dialAll({
            routes: [PUBLIC],
            lastResort: async () => [],
            manners: { public: 0 },
            order: { avoided: ["public"] },
        });
        await settle(race);
        expect(await race.ended).toMatchObject({ error: { failure: { code: "NET_NO_ROUTE", retryable: true } } });
        expect(race.dialled).toEqual([]);
    });

    it("gives the only route the whole time, and its own error", async () => {
        const race = dialAll({ routes: [PUBLIC], manners: { public: "silent" } });
        await settle(race);
        expect(await race.ended).toMatchObject({ error: { failure: { code: "NET_UNREACHABLE" } }, atMs: 15_000 });
    });

    it("waits for a slot of the endpoint without spending its time", async () => {
        const slots = makeTunnelSlots(() => {});
        const held = await Promise.all(
            Array.from({ length: 10 }, () => slots.take("eice-1", new AbortController().signal)),
        );
        const race = dialAll({ routes: [ENDPOINT], manners: { endpoint: 100 }, slots });
        await race.clock.advance(40_000);
        expect(race.dialled).toEqual([]);
        held[0]?.();
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "endpoint", waitedMs: 40_000 });
        race.opened[0]?.destroy();
        expect(slots.hasRoom("eice-1")).toBe(false);
        await new Promise(setImmediate);
        expect(slots.hasRoom("eice-1")).toBe(true);
    });

    it("asks AWS again for an endpoint that it no longer knows, and uses the one that exists now", async () => {
        let asked = 0;
        const endpointAnew = async () => {
            asked += 1;
            return [NEW_ENDPOINT];
        };
        const race = dialAll({ routes: [ENDPOINT], endpointAnew, manners: { endpoint: "gone", "new endpoint": 100 } });
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "endpoint" });
        expect([race.dialled, asked]).toEqual([["endpoint at 0", "new endpoint at 0"], 1]);
        const same = dialAll({
            routes: [ENDPOINT],
            endpointAnew: async () => [ENDPOINT],
            manners: { endpoint: "gone" },
        });
        await settle(same);
        expect(await same.ended).toMatchObject({ error: { failure: { code: "TUNNEL_NO_ENDPOINT" } } });
        expect(same.dialled).toEqual(["endpoint at 0"]);
    });
});

describe("an endpoint that AWS allows no more connections", () => {
    it("is dialled again, and connections of ours are asked for, whose time does not count", async () => {
        const wanted: number[] = [];
        const slots: TunnelSlots = makeTunnelSlots((endpointId) => wanted.push(slots.wanted(endpointId)));
        const free = await slots.take("eice-1", new AbortController().signal);
        const manners: Setting["manners"] = { endpoint: "full" };
        const race = dialAll({ routes: [ENDPOINT], manners, slots });
        await race.clock.advance(40_000);
        expect(wanted).toEqual([1]);
        expect(slots.wanted("eice-1")).toBe(1);
        manners.endpoint = 0;
        await settle(race);
        expect(await race.ended).toMatchObject({ took: "endpoint", waitedMs: expect.closeTo(40_000, -4) });
        expect(slots.wanted("eice-1")).toBe(0);
        free();
    });

    it("is given up after the time of a dial if others than we hold them all", async () => {
        const race = dialAll({ routes: [ENDPOINT], manners: { endpoint: "full" } });
        await settle(race);
        expect(await race.ended).toMatchObject({ error: { failure: { code: "TUNNEL_LIMIT" } } });
        expect((await race.ended).atMs).toBeGreaterThan(10_000);
        expect((await race.ended).atMs).toBeLessThanOrEqual(15_000);
    });
});
