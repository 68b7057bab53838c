import { describe, expect, it } from "vitest";
import type { EndpointFacts, InstanceFacts } from "../../../provider/aws";
import { makeDeadline } from "../../../provider/base/deadline";
import { ProviderError } from "../../../provider/base/error";
import { silentLog } from "../../../provider/base/log";
import type { ConnectionInputs } from "../../../provider/inputs/inputs";
import { planRoutes, type Routes } from "../../../provider/instance";
import { makeFakeClock } from "../../support/fake-clock";
import { connectionWith } from "../aws/connection";
import { failureOf, INSTANCE, makeFakeAws } from "../aws/fake-aws";

const ENDPOINT: EndpointFacts = {
    endpointId: "eice-1",
    state: "create-complete",
    stateMessage: "",
    dnsName: "eice-1.example.com",
    isFips: false,
    vpcId: "vpc-1",
    subnetId: "subnet-9",
    availabilityZone: "eu-central-1c",
    ipAddressType: "ipv4",
    preserveClientIp: false,
    securityGroupIds: [],
};

interface Setting {
    readonly facts?: Partial<InstanceFacts>;
    readonly connection?: Partial<ConnectionInputs>;
    readonly knowsHostKey?: boolean;
    readonly lastRoute?: string;
    /** One answer for every call, or one answer after the other. */
    readonly endpoints?: readonly Partial<EndpointFacts>[] | readonly (readonly Partial<EndpointFacts>[])[];
}

const ONLY_PRIVATE = { publicIpAddress: undefined, ipv6Address: undefined };

function plan({ facts = {}, connection = {}, knowsHostKey = false, endpoints = [], lastRoute }: Setting) {
    const clock = makeFakeClock();
    const answers = endpoints.some(Array.isArray) ? endpoints : [endpoints];
    const whole = (answer: unknown) =>
        (answer as readonly Partial<EndpointFacts>[]).map((endpoint) => ({ ...ENDPOINT, ...endpoint }));
    const aws = makeFakeAws([], { endpoints: answers.map(whole) });
    const request = {
        facts: { ...INSTANCE, ...facts },
        connection: connectionWith(connection),
        knowsHostKey,
        lastRoute,
    };
    const random = { hex: () => "", fraction: () => 0.5 };
    const routes = planRoutes(request, aws, { clock, random, log: silentLog, deadline: makeDeadline(clock, 60_000) });
    routes.catch(() => {});
    return { routes, aws, clock };
}

const shown = ({ routes }: Pick<Routes, "routes">) =>
    routes.map(({ name, way }) => `${name} ${way.address}${way.kind === "tunnel" ? ` by ${way.endpointId}` : ""}`);

describe("planRoutes", () => {
    it.each([
        ["public", "198.51.100.7"],
        ["private", "10.0.0.7"],
        ["ipv6", "2001:db8::7"],
    ] as const)("takes the %s address where the program asks for it, and nothing else", async (route, address) => {
        const { routes, aws } = plan({ connection: { route } });
        expect(shown(await routes)).toEqual([`${route} ${address}`]);
        expect((await routes).lastResort).toBeUndefined();
        expect(aws.calls).toEqual([]);
    });

    it("takes what is open to the world first, and asks for an endpoint only when that has failed", async () => {
        const { routes, aws } = plan({ endpoints: [{}] });
        expect(shown(await routes)).toEqual(["public 198.51.100.7", "ipv6 2001:db8::7"]);
        expect(aws.calls).toEqual([]);
        expect(shown({ routes: (await (await routes).lastResort?.()) ?? [] })).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        expect(aws.calls).toEqual(["endpoints"]);
    });

    it("takes a private address too once there is a host key to compare with", async () => {
        const { routes } = plan({ knowsHostKey: true });
        expect(shown(await routes)).toEqual(["public 198.51.100.7", "ipv6 2001:db8::7", "private 10.0.0.7"]);
    });

    it("prefers an endpoint to a private address whose host key is not known", async () => {
        const { routes } = plan({ facts: ONLY_PRIVATE, endpoints: [{}] });
        expect(shown(await routes)).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        expect((await routes).lastResort).toBeUndefined();
    });

    it("takes that private address if there is nothing else", async () => {
        const { routes } = plan({ facts: ONLY_PRIVATE, endpoints: [{ state: "delete-in-progress" }] });
        expect(shown(await routes)).toEqual(["private 10.0.0.7"]);
    });

    it("waits for an endpoint that is being created before it dials that address, and dials none if it is late", async () => {
        const states = ["create-in-progress", "create-in-progress", "create-complete"];
        const { routes, clock } = plan({ facts: ONLY_PRIVATE, endpoints: states.map((state) => [{ state }]) });
        await clock.advance(15_000);
        expect(shown(await routes)).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        const late = plan({ facts: ONLY_PRIVATE, endpoints: [{ state: "create-in-progress" }] });
        await late.clock.advance(60_000);
        expect(await failureOf(late.routes)).toMatchObject({ code: "TUNNEL_NO_ENDPOINT", retryable: true });
    });

    it("warns of an endpoint that IAM does not let us look for, which would have gone first", async () => {
        const clock = makeFakeClock();
        const denied = () =>
            Promise.reject(
                new ProviderError({
                    code: "AWS_ACCESS_DENIED",
                    summary: "Could not look up the endpoints of vpc-1: access is denied.",
                    commandRan: "did-not-run",
                    retryable: false,
                    remedies: ["Allow ec2:DescribeInstanceConnectEndpoints in the caller's IAM policy."],
                }),
            );
        const warnings: string[] = [];
        const log = { ...silentLog, warning: (text: string) => void warnings.push(text) };
        const { routes } = await planRoutes(
            { facts: { ...INSTANCE, ...ONLY_PRIVATE }, connection: connectionWith({}), knowsHostKey: false },
            { ...makeFakeAws([]), endpoints: denied },
            { clock, random: { hex: () => "", fraction: () => 0.5 }, log, deadline: makeDeadline(clock, 60_000) },
        );
        expect(shown({ routes })).toEqual(["private 10.0.0.7"]);
        expect(warnings).toEqual([
            "Could not look up the endpoints of vpc-1: access is denied. Allow ec2:DescribeInstanceConnectEndpoints in the caller's IAM policy. Other routes are tried.",
        ]);
    });

    it("goes only through the proxy if the program names one, also to the private address", async () => {
        const connection = { proxy: "socks5://proxy.test:1080" };
        const one = plan({ facts: ONLY_PRIVATE, connection, endpoints: [{}] });
        const { routes, lastResort } = await one.routes;
        expect(shown({ routes })).toEqual(["private 10.0.0.7"]);
        expect(lastResort).toBeUndefined();
    });

    it("names the private address that it leaves out while no host key is known", async () => {
        const unknown = await plan({ facts: { ipv6Address: undefined }, knowsHostKey: false, endpoints: [{}] }).routes;
        expect(shown(unknown)).toEqual(["public 198.51.100.7"]);
        expect(shown({ routes: unknown.leftOut ?? [] })).toEqual(["private 10.0.0.7"]);
        const known = await plan({ facts: { ipv6Address: undefined }, knowsHostKey: true, endpoints: [{}] }).routes;
        expect(known.leftOut).toEqual([]);
    });

    it("begins with the endpoint if it was used the last time and still exists", async () => {
        const facts = { ipv6Address: undefined };
        const again = plan({ facts, knowsHostKey: true, lastRoute: "endpoint", endpoints: [{}] });
        expect(shown(await again.routes)).toEqual([
            "endpoint 10.0.0.7 by eice-1",
            "public 198.51.100.7",
            "private 10.0.0.7",
        ]);
        const gone = plan({ facts, knowsHostKey: true, lastRoute: "endpoint" });
        expect(shown(await gone.routes)).toEqual(["public 198.51.100.7", "private 10.0.0.7"]);
        expect((await gone.routes).lastResort).toBeDefined();
    });

    it("connects to a given address without changing it", async () => {
        const { routes } = plan({ connection: { address: "ssh.example.com", port: 2222 } });
        expect(await routes).toEqual({
            routes: [{ name: "given", way: { kind: "direct", address: "ssh.example.com", port: 2222 } }],
        });
    });

    it("lists what the instance has when the wanted address is missing", async () => {
        const { routes } = plan({ facts: { publicIpAddress: undefined }, connection: { route: "public" } });
        const failure = await failureOf(routes);
        expect(failure.code).toBe("AWS_NO_ADDRESS");
        expect(failure.facts).toContainEqual(["private IPv4 address", "10.0.0.7"]);
        expect(failure.facts).toContainEqual(["public IPv4 address", "none"]);
        expect(failure.remedies?.[0]).toContain('"ipv6" or "private"');
    });
});

describe("an instance that was launched a moment ago", () => {
    const settingOf = (launchedAgoMs: number, answers: readonly Partial<InstanceFacts>[], setting: Setting = {}) => {
        const clock = makeFakeClock();
        const launchedAt = clock.now() - launchedAgoMs;
        const aws = makeFakeAws(answers, { endpoints: [[]] });
        const facts = { ...INSTANCE, ...ONLY_PRIVATE, launchedAt, ...setting.facts };
        const request = { facts, connection: connectionWith(setting.connection ?? {}), knowsHostKey: false };
        const random = { hex: () => "", fraction: () => 0.5 };
        const routes = planRoutes(request, aws, {
            clock,
            random,
            log: silentLog,
            deadline: makeDeadline(clock, 300_000),
        });
        routes.catch(() => {});
        return { clock, routes, aws };
    };

    it("is asked again for the address that the program wants, for half a minute", async () => {
        const connection = { route: "public" } as const;
        const soon = settingOf(5_000, [{ publicIpAddress: undefined }, {}], { connection });
        await soon.clock.advance(10_000);
        expect(shown(await soon.routes)).toEqual(["public 198.51.100.7"]);
        const never = settingOf(5_000, [{ publicIpAddress: undefined }], { connection });
        await never.clock.advance(40_000);
        expect(await failureOf(never.routes)).toMatchObject({ code: "AWS_NO_ADDRESS" });
        expect(never.aws.calls.length).toBeGreaterThan(10);
        const old = settingOf(600_000, [{}], { connection });
        expect(await failureOf(old.routes)).toMatchObject({ code: "AWS_NO_ADDRESS" });
        expect(old.aws.calls).toEqual([]);
    });

    it("may get a public address while only its private one is known", async () => {
        const { routes } = settingOf(5_000, [{}]);
        expect(shown(await routes)).toEqual(["private 10.0.0.7"]);
        const late = (await (await routes).lastResort?.()) ?? [];
        expect(shown({ routes: late })).toEqual(["public 198.51.100.7", "ipv6 2001:db8::7"]);
    });
});

describe("the choice of an endpoint", () => {
    const throughEndpoint = (setting: Setting) => plan({ connection: { route: "endpoint" }, ...setting });

    it.each([
        ["ipv4", "10.0.0.7"],
        ["dualstack", "10.0.0.7"],
        ["ipv6", "2001:db8::7"],
    ])("of type %s leads to %s", async (ipAddressType, address) => {
        const { routes } = throughEndpoint({ endpoints: [{ ipAddressType }] });
        expect(shown(await routes)).toEqual([`endpoint ${address} by eice-1`]);
    });

    it("leads to the IPv6 address of an instance that has no other", async () => {
        const facts = { privateIpAddress: undefined, publicIpAddress: undefined };
        const { routes } = throughEndpoint({ facts, endpoints: [{ ipAddressType: "dualstack" }] });
        expect(shown(await routes)).toEqual(["endpoint 2001:db8::7 by eice-1"]);
    });

    it("goes by subnet, then by zone, and by the states that AWS's own client goes by", async () => {
        const far = { endpointId: "eice-far" };
        const near = { endpointId: "eice-near", availabilityZone: "eu-central-1a" };
        const same = { endpointId: "eice-same", subnetId: "subnet-1" };
        const gone = { endpointId: "eice-gone", subnetId: "subnet-1", state: "delete-complete" };
        const chosen = async (...endpoints: Partial<EndpointFacts>[]) =>
            shown(await throughEndpoint({ endpoints }).routes);
        expect(await chosen(far, near, gone, same)).toEqual(["endpoint 10.0.0.7 by eice-same"]);
        expect(await chosen(far, gone, near)).toEqual(["endpoint 10.0.0.7 by eice-near"]);
        for (const state of ["create-complete", "update-in-progress", "update-complete", "update-failed"]) {
            expect(await chosen({ state })).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        }
    });

    it("waits while one is being created, as long as there is time", async () => {
        const states = ["create-in-progress", "create-in-progress", "create-complete"];
        const { routes, aws, clock } = throughEndpoint({ endpoints: states.map((state) => [{ state }]) });
        await clock.advance(15_000);
        expect(shown(await routes)).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        expect(aws.calls).toEqual(["endpoints", "endpoints", "endpoints"]);
        const late = throughEndpoint({ endpoints: [{ state: "create-in-progress" }] });
        await late.clock.advance(60_000);
        expect(await failureOf(late.routes)).toMatchObject({ code: "TUNNEL_NO_ENDPOINT" });
    });

    it("asks once more before it says that there is none, since one may have been created in the meantime", async () => {
        const { routes, aws } = throughEndpoint({ endpoints: [[], [{}]] });
        expect(shown(await routes)).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        expect(aws.calls).toEqual(["endpoints", "endpoints"]);
    });

    it("can be looked up again once AWS no longer knows it", async () => {
        const { routes, aws } = throughEndpoint({ endpoints: [[{}], [{ endpointId: "eice-2" }]] });
        const { endpointAnew } = await routes;
        expect(aws.calls).toEqual(["endpoints"]);
        expect(shown({ routes: (await endpointAnew?.()) ?? [] })).toEqual(["endpoint 10.0.0.7 by eice-2"]);
    });

    it("names each that can't be used, with the reason", async () => {
        const endpoints = [
            { endpointId: "eice-a", state: "create-failed", stateMessage: "no addresses left" },
            { endpointId: "eice-b", ipAddressType: "ipv6" },
            { endpointId: "eice-c", dnsName: undefined, isFips: true },
        ];
        const failure = await failureOf(throughEndpoint({ facts: { ipv6Address: undefined }, endpoints }).routes);
        expect(failure.code).toBe("TUNNEL_NO_ENDPOINT");
        expect(failure.summary).toContain("eice-a can't be used: its state is create-failed (no addresses left)");
        expect(failure.summary).toContain(
            "eice-b can't be used: it connects to IPv6 addresses, and the instance has none",
        );
        expect(failure.summary).toContain("eice-c can't be used: it has no FIPS name");
    });

    it("says which VPC has none, and how to create one", async () => {
        const failure = await failureOf(throughEndpoint({}).routes);
        expect(failure.summary).toContain("VPC vpc-1 has no EC2 Instance Connect Endpoint");
        expect(failure.remedies?.[0]).toContain("create-instance-connect-endpoint --subnet-id subnet-1");
    });

    it("takes the one that the program names, and no other address than the instance's own", async () => {
        const connection = { route: "auto", endpointId: "eice-1" } as const;
        expect(shown(await plan({ connection, endpoints: [{}] }).routes)).toEqual(["endpoint 10.0.0.7 by eice-1"]);
        const strange = plan({ connection: { ...connection, address: "10.9.9.9" }, endpoints: [{}] });
        expect((await failureOf(strange.routes)).summary).toContain("10.9.9.9 is not an address of the instance");
    });
});
