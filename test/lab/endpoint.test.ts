import { readFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { DescribeInstanceConnectEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Lab, type LabEndpoint, type LabInstance, startLab } from "../../lab";
import { signTunnelUrl } from "../../provider/aws/open-tunnel";

let lab: Lab;
let instance: LabInstance;
let endpoint: LabEndpoint;

beforeAll(async () => {
    lab = await startLab();
    instance = await lab.launchInstance({ publicAddress: "none", privateAddress: "vpc-only" });
    endpoint = await lab.createEndpoint();
});

afterAll(() => lab.stop());

interface Asked {
    readonly endpointId: string;
    readonly address: string;
    readonly port: number;
    readonly seconds: number;
    readonly secretAccessKey: string;
    readonly region: string;
    readonly signedAt: Date;
}

function urlFor(changes: Partial<Asked> = {}): Promise<string> {
    const asked = {
        endpointId: endpoint.endpointId,
        address: instance.privateAddress,
        port: 22,
        seconds: 3600,
        secretAccessKey: lab.credentials.secretAccessKey,
        region: lab.region,
        signedAt: new Date(),
        ...changes,
    };
    const { endpointId, address, port, seconds, secretAccessKey, region, signedAt } = asked;
    const credentials = { ...lab.credentials, secretAccessKey };
    return signTunnelUrl(
        { endpointId, host: endpoint.dnsName, address, port },
        { region, credentials, signedAt, seconds },
    );
}

const ca = () => readFileSync(lab.environment.AWS_CA_BUNDLE ?? "");

/** What comes of a handshake: the first bytes, how it was closed, or the refusal. */
async function open(
    url: string,
    trusted: Buffer = ca(),
): Promise<{ status?: number; body?: unknown; first?: string; code?: number; reason?: string }> {
    const socket = new WebSocket(url, { ca: trusted, perMessageDeflate: false });
    return new Promise((resolve, reject) => {
        socket.on("error", reject);
        socket.on("unexpected-response", (_request, response) => {
            let text = "";
            response.on("data", (chunk) => {
                text += chunk;
            });
            response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        });
        socket.on("message", (data: Buffer) => {
            socket.close();
            resolve({ first: data.toString().trim() });
        });
        socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
}

describe("an endpoint of the lab", () => {
    test("is returned by DescribeInstanceConnectEndpoints, by VPC and by ID", async () => {
        const client = new EC2Client({ endpoint: lab.endpoint, region: lab.region, credentials: lab.credentials });
        const ask = async (name: string, value: string) => {
            const Filters = [{ Name: name, Values: [value] }];
            const answer = await client.send(new DescribeInstanceConnectEndpointsCommand({ Filters }));
            return answer.InstanceConnectEndpoints;
        };
        const [told] = (await ask("vpc-id", instance.vpcId)) ?? [];
        expect(told).toMatchObject({
            InstanceConnectEndpointId: endpoint.endpointId,
            State: "create-complete",
            DnsName: endpoint.dnsName,
            FipsDnsName: endpoint.dnsName,
            VpcId: instance.vpcId,
            SubnetId: instance.subnetId,
            IpAddressType: "ipv4",
            PreserveClientIp: false,
        });
        expect(await ask("instance-connect-endpoint-id", endpoint.endpointId)).toHaveLength(1);
        expect(await ask("vpc-id", "vpc-other")).toEqual([]);
    });

    test("leads to sshd of an instance that nothing else reaches", async () => {
        expect((await open(await urlFor())).first).toMatch(/^SSH-2\.0-/);
        const direct = connectTls({ host: instance.privateAddress, port: 22 });
        const error = await new Promise<NodeJS.ErrnoException>((resolve) => direct.once("error", resolve));
        expect(error.code).toBe("ECONNREFUSED");
    });

    test.each<[string, Partial<Asked>, number, string]>([
        ["another secret", { secretAccessKey: "wrong" }, 403, "InvalidSignatureException"],
        ["another region", { region: "us-east-1" }, 403, "InvalidSignatureException"],
        ["a signature that is too old", { signedAt: new Date(Date.now() - 61_000) }, 403, "InvalidSignatureException"],
        ["another endpoint", { endpointId: "eice-other" }, 404, "ResourceNotFoundException"],
        ["another port", { port: 2222 }, 400, "InvalidParameter"],
        ["a name", { address: "db.example.com" }, 400, "InvalidParameter"],
        ["more than an hour", { seconds: 3601 }, 400, "InvalidParameter"],
    ])("refuses %s as AWS does, in JSON", async (_name, changes, status, code) => {
        expect(await open(await urlFor(changes))).toMatchObject({ status, body: { ErrorCode: code } });
    });

    test("refuses an address that was changed after it was signed", async () => {
        const url = (await urlFor()).replace("remotePort=22", "remotePort=3389");
        expect(await open(url)).toMatchObject({ status: 403 });
    });

    test("closes the tunnel if nothing answers", async () => {
        const closed = { code: 1011, reason: "Unable to connect to target" };
        expect(await open(await urlFor({ address: "10.255.255.1" }))).toEqual(closed);
        expect(await open(await urlFor({ port: 3389 }))).toEqual(closed);
    });

    test("ends a tunnel after the time that was asked for", async () => {
        const socket = new WebSocket(await urlFor({ seconds: 1 }), { ca: ca(), perMessageDeflate: false });
        const closed = await new Promise<number>((resolve) => socket.on("close", resolve));
        expect(closed).toBe(1000);
    });

    test("has at most the allowed number of connections at a time", async () => {
        const small = await lab.createEndpoint({ maxConnections: 2 });
        const { endpointId, dnsName: host } = small;
        const address = instance.privateAddress;
        const connect = async () => {
            const signing = { region: lab.region, credentials: lab.credentials, signedAt: new Date() };
            const url = await signTunnelUrl({ endpointId, host, address, port: 22 }, signing);
            const socket = new WebSocket(url, { ca: ca(), perMessageDeflate: false });
            return new Promise<WebSocket | number>((resolve) => {
                socket.on("error", () => undefined);
                socket.once("open", () => resolve(socket));
                socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
            });
        };
        const sockets = [await connect(), await connect()];
        expect(await connect()).toBe(429);
        expect(small.tunnels).toMatchObject({ opened: 2, open: 2, mostAtOnce: 2, refused: 1 });
        for (const socket of sockets) {
            (socket as WebSocket).close();
        }
        await expect.poll(() => small.tunnels.open).toBe(0);
        await small.delete();
        expect(lab.endpoints).toEqual([endpoint]);
    });

    test("is logged with its parameters, and without signatures", async () => {
        await open(await urlFor());
        const logged = lab.requests.filter(({ action }) => action === "OpenTunnel").at(-1);
        expect(logged).toMatchObject({ status: 101, accessKeyId: lab.credentials.accessKeyId });
        expect(JSON.stringify(logged)).not.toContain("X-Amz-Signature");
    });
});

describe("an endpoint of a lab with a policy", () => {
    const DURATION = "ec2-instance-connect:maxTunnelDuration";
    const allowed = {
        Effect: "Allow",
        Action: "ec2-instance-connect:OpenTunnel",
        Resource: "arn:aws:ec2:eu-central-1:111122223333:instance-connect-endpoint/eice-0123456789abcdef0",
        Condition: {
            StringEquals: { "aws:ResourceTag/Stage": "test" },
            NumericEquals: { "ec2-instance-connect:remotePort": "22" },
            NumericLessThanEquals: { [DURATION]: "60" },
            IpAddress: { "ec2-instance-connect:privateIpAddress": "127.0.0.0/8" },
        },
    };

    test.each<
        [string, { Stage?: string; endpointId?: string; seconds?: number; port?: number; address?: string }, boolean]
    >([
        ["what the policy allows", {}, true],
        ["another tag", { Stage: "live" }, false],
        ["another endpoint", { endpointId: "eice-0fedcba9876543210" }, false],
        ["a longer tunnel", { seconds: 61 }, false],
        ["another port", { port: 3389 }, false],
        ["another address", { address: "10.0.0.7" }, false],
    ])("is asked for %s", async (_name, changes, isAllowed) => {
        const { Stage = "test", endpointId = "eice-0123456789abcdef0", seconds = 60, port = 22 } = changes;
        const strict = await startLab({ policy: { Version: "2012-10-17", Statement: [allowed] } });
        try {
            const { privateAddress } = await strict.launchInstance({
                privateAddress: "vpc-only",
                publicAddress: "none",
            });
            const { dnsName: host } = await strict.createEndpoint({ endpointId, tags: { Stage } });
            const signing = { region: strict.region, credentials: strict.credentials, signedAt: new Date(), seconds };
            const place = { endpointId, host, address: changes.address ?? privateAddress, port };
            const answer = await open(
                await signTunnelUrl(place, signing),
                readFileSync(strict.environment.AWS_CA_BUNDLE ?? ""),
            );
            if (isAllowed) {
                expect(answer.first).toMatch(/^SSH-2\.0-/);
                return;
            }
            const arn = `arn:aws:ec2:eu-central-1:111122223333:instance-connect-endpoint/${endpointId}`;
            const action = "ec2-instance-connect:OpenTunnel";
            expect(answer).toEqual({
                status: 403,
                body: {
                    ErrorCode: "AccessDeniedException",
                    Message: `User: arn:aws:iam::111122223333:user/lab is not authorized to perform: ${action} on resource: ${arn} because no identity-based policy allows the ${action} action`,
                },
            });
            expect(strict.requests.at(-1)).toMatchObject({ action: "OpenTunnel", errorCode: "AccessDeniedException" });
        } finally {
            await strict.stop();
        }
    });
});
