import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabEndpoint, type LabInstance, startLab, type TunnelCut } from "../../../lab";
import { makeAws, makeOpenTunnel, resolveAwsSettings } from "../../../provider/aws";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { isProviderError } from "../../../provider/base/error";
import { systemRandom } from "../../../provider/base/random";
import type { Route } from "../../../provider/instance/way";
import { dial, makeSessionPool, type SessionPool, type SessionRequest } from "../../../provider/session";
import { labRequest } from "../../support/lab-sessions";
import { connectionWith } from "../aws/connection";

let lab: Lab;
let instance: LabInstance;
let endpoint: LabEndpoint;
let pool: SessionPool;

beforeAll(async () => {
    lab = await startLab();
});

beforeEach(async () => {
    instance = await lab.launchInstance({ publicAddress: "none", privateAddress: "vpc-only" });
    endpoint = await lab.createEndpoint();
    pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
});

afterEach(async () => {
    pool.closeAll();
    await endpoint.delete();
    await instance.terminate();
});

afterAll(() => lab.stop());

/** A request through the endpoint, with the real signer against the lab. */
function throughEndpoint(changes: Partial<SessionRequest> = {}, region = lab.region): SessionRequest {
    const stack: Record<string, string> = {
        "aws:region": region,
        "aws:accessKey": lab.credentials.accessKeyId,
        "aws:secretKey": lab.credentials.secretAccessKey,
        "aws:customCaBundle": lab.environment.AWS_CA_BUNDLE ?? "",
    };
    const settings = resolveAwsSettings(connectionWith(), (key) => stack[key]);
    const aws = makeAws(settings, { clock: systemClock, random: systemRandom });
    const { endpointId, dnsName: host } = endpoint;
    const route: Route = {
        name: "endpoint",
        way: { kind: "tunnel", endpointId, host, address: instance.privateAddress, port: 22 },
    };
    return labRequest(lab, instance, { routes: [route], openTunnel: makeOpenTunnel(aws, systemClock), ...changes });
}

const soon = (limitMs = 2_000) => ({ deadline: makeDeadline(systemClock, limitMs) });

async function failureOf(request: SessionRequest) {
    const error = await pool.lease(request).then(
        () => undefined,
        (thrown: unknown) => thrown,
    );
    return isProviderError(error) ? error.failure : { code: String(error), summary: "", details: "", facts: [] };
}

/** Runs a command over the tunnel, and gives its whole output and end. */
async function through(command: string, input?: Buffer) {
    const { session, release } = await pool.lease(throughEndpoint());
    const channel = await session.exec(command);
    const output: Buffer[] = [];
    channel.onStdout((chunk) => output.push(chunk));
    channel.onStderr(() => {});
    if (input !== undefined) {
        await channel.write(input);
    }
    channel.end();
    const end = await channel.ended;
    release();
    return { output: Buffer.concat(output), end };
}

describe("a tunnel through an endpoint", () => {
    test("carries a session, and asks AWS for an hour", async () => {
        expect((await through("echo hello")).output.toString()).toBe("hello\n");
        expect(lab.requests.filter(({ action }) => action === "OpenTunnel").at(-1)).toMatchObject({
            status: 101,
            parameters: {
                instanceConnectEndpointId: endpoint.endpointId,
                privateIpAddress: instance.privateAddress,
                remotePort: "22",
                maxTunnelDuration: "3600",
            },
        });
    });

    test.each([1, 0, 7, 1_000])("delivers every byte in frames of %i bytes", async (frameBytes) => {
        endpoint.faults.setFrameSize(frameBytes);
        const size = frameBytes === 1 ? 20_000 : 300_000;
        const input = Buffer.alloc(size, "abcdefghijk");
        const { output, end } = await through("cat", input);
        expect([output.equals(input), end]).toEqual([true, { kind: "exited", exitCode: 0 }]);
    });

    test("is closed with the pool", async () => {
        await through("true");
        pool.closeAll();
        await expect.poll(() => endpoint.tunnels.open).toBe(0);
    });
});

describe("a tunnel that ends", () => {
    const ends: [string, TunnelCut["end"], RegExp][] = [
        [
            "with a reason",
            { code: 1011, reason: "Unable to connect to target" },
            /Unable to connect to target \(code 1011\)/,
        ],
        ["with a code only", { code: 4000 }, /closed the tunnel: code 4000/],
        ["cleanly", { code: 1000 }, /closed the tunnel: code 1000/],
        ["for going away", { code: 1001, reason: "going away" }, /going away \(code 1001\)/],
        ["abruptly", "abrupt", /closed the tunnel: without a reason \(code 1006\)/],
    ];

    test.each(ends)("%s before sshd has said a word fails with code and reason, at once", async (_name, end, words) => {
        endpoint.faults.cutNextTunnels({ afterMs: 0, end, tunnels: 1_000 });
        const startedAt = performance.now();
        const { code, summary, facts } = await failureOf(throughEndpoint(soon()));
        expect(code).toBe("TUNNEL_CLOSED");
        expect(summary).toMatch(words);
        expect(facts).toContainEqual([
            "Address",
            `${instance.privateAddress}:22 through ${endpoint.endpointId} (route endpoint)`,
        ]);
        expect(performance.now() - startedAt).toBeLessThan(10_000);
    });

    test.each([0, 1, 21, 500, 1_000])("after %i bytes of the server's is opened again", async (toClient) => {
        endpoint.faults.cutNextTunnels({ toClient, end: { code: 1011, reason: "gone" } });
        expect((await through("echo hello")).output.toString()).toBe("hello\n");
        expect(endpoint.tunnels.opened).toBe(2);
    });

    test.each(ends)("%s under a session ends all that waits on it, with code and reason", async (_name, end, words) => {
        const { session } = await pool.lease(throughEndpoint());
        const channels = await Promise.all([session.exec("sleep 60"), session.exec("sleep 60")]);
        expect(endpoint.faults.endTunnels(end)).toBe(1);
        for (const channel of channels) {
            const ended = await channel.ended;
            expect(ended.kind === "lost" && ended.reason).toMatch(words);
        }
        await expect(session.exec("true")).rejects.toMatchObject({ failure: { code: "SSH_CONNECTION_LOST" } });
    });

    test("in the same moment as it opens ends nothing but the attempt, and frees its slot", async () => {
        endpoint.faults.closeAtOnce(12);
        const routeChoices = Array.from({ length: 12 }, (_, index) => String(index));
        const leases = routeChoices.map(async (routeChoice) => {
            const { release } = await pool.lease(throughEndpoint({ routeChoice }));
            release();
        });
        await Promise.all(leases);
        expect(endpoint.tunnels.opened).toBe(24);
        expect(endpoint.tunnels.mostAtOnce).toBeLessThanOrEqual(10);
    });

    test("with a text frame is against the protocol", async () => {
        endpoint.faults.sendTextFrames(1_000);
        expect((await failureOf(throughEndpoint(soon()))).summary).toContain("it sent a text frame");
    });
});

describe("a handshake that is rejected", () => {
    test("shows AWS's own error, and is not made again if that would not help", async () => {
        const message = "User: arn:aws:iam::1:user/me is not authorized to perform: ec2-instance-connect:OpenTunnel";
        endpoint.faults.rejectTunnels({ code: "AccessDeniedException", message, status: 403 });
        const failure = await failureOf(throughEndpoint());
        expect(failure).toMatchObject({ code: "TUNNEL_ACCESS_DENIED", details: `AccessDeniedException: ${message}` });
        expect(endpoint.tunnels.refused).toBe(1);
    });

    test("is made again while AWS is busy", async () => {
        endpoint.faults.rejectTunnels({ code: "ThrottlingException" }, 2);
        expect((await through("echo hello")).output.toString()).toBe("hello\n");
        expect(endpoint.tunnels.refused).toBe(2);
    });

    test("for its signature is about the credentials", async () => {
        const { code } = await failureOf(throughEndpoint(soon(), "us-east-1"));
        expect(code).toMatch(/^AWS_/);
    });

    test("with a page of somebody else shows the status and its beginning", async () => {
        endpoint.faults.rejectTunnels({ code: "", message: "<html>blocked</html>", status: 403 });
        expect((await failureOf(throughEndpoint(soon()))).details).toContain("<html>blocked</html>");
    });
});

describe("the certificate of an endpoint", () => {
    test("is verified", async () => {
        const bundle = lab.environment.AWS_CA_BUNDLE ?? "";
        expect(readFileSync(bundle, "utf8")).toContain("BEGIN CERTIFICATE");
        const other = await startLab();
        try {
            const certificate = other.environment.AWS_CA_BUNDLE ?? "";
            const stack: Record<string, string> = {
                "aws:region": lab.region,
                "aws:accessKey": lab.credentials.accessKeyId,
                "aws:secretKey": lab.credentials.secretAccessKey,
                "aws:customCaBundle": certificate,
            };
            const settings = resolveAwsSettings(connectionWith(), (key) => stack[key]);
            const aws = makeAws(settings, { clock: systemClock, random: systemRandom });
            const request = throughEndpoint({ openTunnel: makeOpenTunnel(aws, systemClock) });
            expect((await failureOf(request)).code).toBe("AWS_TLS");
            expect(endpoint.tunnels.opened).toBe(0);
        } finally {
            await other.stop();
        }
    });
});
