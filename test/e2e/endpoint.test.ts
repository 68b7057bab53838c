import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "@pulumi/pulumi";
import { afterEach, describe, expect, test } from "vitest";
import type { LabEndpoint, LabInstance, LaunchOptions } from "../../lab";
import type { ConnectionArgs, InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const PRIVATE: LaunchOptions = { publicAddress: "none", privateAddress: "vpc-only" };
const scene = useScene(PRIVATE);
const made: { end(): Promise<void> }[] = [];

afterEach(async () => {
    for (const { end } of made.splice(0)) {
        await end();
    }
});

async function createEndpoint(...options: Parameters<typeof scene.lab.createEndpoint>): Promise<LabEndpoint> {
    const endpoint = await scene.lab.createEndpoint(...options);
    made.push({ end: () => endpoint.delete() });
    return endpoint;
}

async function launch(options: LaunchOptions): Promise<LabInstance> {
    const instance = await scene.lab.launchInstance(options);
    made.push({ end: () => instance.terminate() });
    return instance;
}

function command(
    args: Partial<InstanceConnectCommandArgs> & { connection?: Partial<ConnectionArgs> } = {},
    instance = scene.instance,
) {
    return async () => {
        const { stdout, run, exitCode } = new InstanceConnectCommand("command", {
            instanceId: instance.instanceId,
            create: "echo hello from $USER",
            ...args,
        });
        return { stdout, run, exitCode };
    };
}

/** The text of the one failure, without the engine's line breaks and colours. */
const plain = (failure: string | undefined) => (failure ?? "").replace(/\s+/g, " ");

const calls = (name: string) => scene.lab.requests.filter(({ action }) => action === name).length;

describe("an instance that only its VPC reaches", () => {
    test("is reached through the endpoint, whose tunnel is as good as an address", async () => {
        const endpoint = await createEndpoint();
        const stack = await scene.makeStack(command());
        const { failure, outputs, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe("hello from ec2-user");
        expect(outputs.run?.value).toMatchObject({
            route: "endpoint",
            address: scene.instance.privateAddress,
            attempts: 1,
        });
        expect(output).not.toContain("first use");
        expect(endpoint.tunnels).toMatchObject({ opened: 1, mostAtOnce: 1 });
        const again = await stack.up(command({ connection: { route: "endpoint", endpointId: endpoint.endpointId } }));
        expect([again.failure, again.changes]).toEqual([undefined, { update: 1 }]);
        expect((await stack.destroy()).failure).toBeUndefined();
    });

    test("needs no address but its IPv6 one", async () => {
        const instance = await launch({ publicAddress: "none", privateAddress: "none", ipv6: "vpc-only" });
        await createEndpoint({ ipAddressType: "dualstack" });
        const { failure, outputs } = await (await scene.makeStack(command({}, instance))).up();
        expect(failure).toBeUndefined();
        expect(outputs.run?.value).toMatchObject({ route: "endpoint", address: instance.ipv6Address });
    });

    test("waits for an endpoint that is being created", async () => {
        const endpoint = await createEndpoint({ state: "create-in-progress" });
        const stack = await scene.makeStack(command({ connection: { route: "endpoint" } }));
        const before = calls("DescribeInstanceConnectEndpoints");
        const up = stack.up();
        await expect.poll(() => calls("DescribeInstanceConnectEndpoints") - before).toBeGreaterThan(0);
        endpoint.faults.reportsState("create-complete");
        const { failure, outputs } = await up;
        expect([failure, outputs.stdout?.value]).toEqual([undefined, "hello from ec2-user"]);
    });

    test("is not reached without one: the error reports it, and how to create one", async () => {
        const stack = await scene.makeStack(command({ connection: { route: "endpoint" } }));
        const failure = plain((await stack.up()).failure);
        expect(failure).toContain("has no EC2 Instance Connect Endpoint");
        expect(failure).toContain("aws ec2 create-instance-connect-endpoint --subnet-id subnet-");
        expect(failure).toContain("The command did not run. Code: TUNNEL_NO_ENDPOINT");
    });

    test("is refused as IAM refuses it, with AWS's own words", async () => {
        const endpoint = await createEndpoint();
        const message = "User: me is not authorized to perform: ec2-instance-connect:OpenTunnel on resource: eice";
        endpoint.faults.rejectTunnels({ code: "AccessDeniedException", message, status: 403 });
        const stack = await scene.makeStack(command({ connection: { route: "endpoint" } }));
        const failure = plain((await stack.up()).failure);
        expect(failure).toContain(message);
        expect(failure).toContain("Code: TUNNEL_ACCESS_DENIED");
        expect(failure).toContain("maxTunnelDuration");
    });

    test("whose sshd is not reached by the endpoint: the tunnel's reason is reported", async () => {
        const endpoint = await createEndpoint({ ipAddressType: "ipv4" });
        endpoint.faults.cutNextTunnels({
            afterMs: 0,
            end: { code: 1011, reason: "Unable to connect to target" },
            tunnels: 1_000,
        });
        const stack = await scene.makeStack(command({ connection: { connectTimeout: "3s" } }));
        const failure = plain((await stack.up()).failure);
        expect(failure).toContain("closed the tunnel: Unable to connect to target (code 1011)");
        expect(failure).toContain("Code: TUNNEL_CLOSED");
        expect(failure).toMatch(/outbound rules of the endpoint's security groups/);
    });
});

describe("a public address that is closed", () => {
    test("costs little: the endpoint is taken, and taken at once the next time", async () => {
        const instance = await launch({ publicAddress: "closed", privateAddress: "vpc-only" });
        const endpoint = await createEndpoint();
        const stack = await scene.makeStack(async () => {
            const first = new InstanceConnectCommand("first", { instanceId: instance.instanceId, create: "echo 1" });
            const second = new InstanceConnectCommand(
                "second",
                { instanceId: instance.instanceId, create: "echo 2" },
                { dependsOn: first },
            );
            return { run: second.run };
        });
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.run?.value).toMatchObject({ route: "endpoint", address: instance.privateAddress });
        expect(endpoint.tunnels.opened).toBe(1);
    });

    test("is listed with the other routes if none opens", async () => {
        const instance = await launch({ publicAddress: "closed", privateAddress: "vpc-only" });
        const connection = { connectTimeout: "3s" };
        const failure = plain((await (await scene.makeStack(command({ connection }, instance))).up()).failure);
        expect(failure).toContain("Code: NET_NO_ROUTE");
        expect(failure).toContain(`Route public: ${instance.publicAddress}:22: nothing is listening there`);
        expect(failure).toMatch(/Route endpoint: .*has no EC2 Instance Connect Endpoint/);
    });
});

test("an endpoint that IAM does not allow is shown at once, while an address is still tried", async () => {
    const endpoint = await createEndpoint();
    endpoint.faults.rejectTunnels({ code: "AccessDeniedException", message: "not allowed", status: 403 }, 2);
    const { failure, output } = await (await scene.makeStack(command())).up();
    expect(failure).toBeUndefined();
    expect(plain(output)).toMatch(/warning: .*Allow ec2-instance-connect:OpenTunnel .* Other routes are tried\./);
});

describe("a tunnel that ends while a script runs", () => {
    const slowly = "for i in 1 2 3 4 5 6 7 8; do echo line $i; echo x >>~/lines; sleep 0.5; done";

    test.each([
        ["by AWS after its time", (endpoint: LabEndpoint) => endpoint.faults.limitDuration(1_500)],
        ["abruptly", (endpoint: LabEndpoint) => endpoint.faults.cutNextTunnels({ afterMs: 1_500, end: "abrupt" })],
        [
            "with a code",
            (endpoint: LabEndpoint) =>
                endpoint.faults.cutNextTunnels({ afterMs: 1_500, end: { code: 1011, reason: "bad luck" } }),
        ],
    ])("%s is opened again: the script runs once, and no byte is lost", async (_name, fault) => {
        const endpoint = await createEndpoint();
        fault(endpoint);
        const { failure, outputs } = await (await scene.makeStack(command({ create: slowly }))).up();
        expect(failure).toBeUndefined();
        expect(outputs.stdout?.value).toBe([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `line ${number}`).join("\n"));
        expect(readFileSync(scene.home("lines"), "utf8")).toBe("x\n".repeat(8));
        expect(endpoint.tunnels.opened).toBeGreaterThan(1);
        expect(outputs.run?.value).toMatchObject({ attempts: endpoint.tunnels.opened });
    });
});

describe("real OpenSSH behind an endpoint", () => {
    test("gets files and runs a script as another user, with a tunnel that is cut again and again", async () => {
        const instance = await launch({ ...PRIVATE, kind: "openssh", osUsers: ["ec2-user", "app"] });
        const endpoint = await createEndpoint();
        endpoint.faults.cutNextTunnels({ toInstance: 3_000_000, end: { code: 1011, reason: "cut" }, tunnels: 3 });
        const content = randomBytes(6_000_000);
        const folder = mkdtempSync(join(tmpdir(), "endpoint-file-"));
        made.push({ end: async () => rmSync(folder, { recursive: true }) });
        writeFileSync(join(folder, "large"), content);
        const program = command(
            {
                files: [
                    { source: new asset.FileAsset(join(folder, "large")), remotePath: "/home/app/large", owner: "app" },
                ],
                create: "id -un; sha256sum <large | cut -c1-64",
                workingDirectory: "/home/app",
                runAs: "app",
            },
            instance,
        );
        const { failure, outputs } = await (await scene.makeStack(program)).up();
        expect(failure).toBeUndefined();
        const digest = createHash("sha256").update(content).digest("hex");
        expect(outputs.stdout?.value).toBe(`app\n${digest}`);
        expect(endpoint.tunnels.opened).toBeGreaterThanOrEqual(4);
    });
});

describe("one endpoint for many", () => {
    test("never has more than ten tunnels of ours, and its VPC is asked for it once", async () => {
        const instances = await Promise.all(Array.from({ length: 24 }, () => launch(PRIVATE)));
        const endpoint = await createEndpoint();
        const before = calls("DescribeInstanceConnectEndpoints");
        const stack = await scene.makeStack(async () => {
            for (const [index, { instanceId }] of instances.entries()) {
                new InstanceConnectCommand(`command-${index}`, { instanceId, create: "echo $USER" });
            }
        });
        const { failure } = await stack.up();
        expect(failure).toBeUndefined();
        // Some are opened again at the end, for the receipts.
        expect(endpoint.tunnels.opened).toBeGreaterThanOrEqual(24);
        expect(endpoint.tunnels.mostAtOnce).toBeLessThanOrEqual(10);
        expect(endpoint.tunnels.refused).toBe(0);
        expect(calls("DescribeInstanceConnectEndpoints") - before).toBe(1);
    });

    test("that has room for few: idle connections of ours are closed for the rest, and none waits for a minute", async () => {
        const instances = await Promise.all(Array.from({ length: 16 }, () => launch(PRIVATE)));
        const endpoint = await createEndpoint({ maxConnections: 3 });
        const stack = await scene.makeStack(async () => {
            for (const [index, { instanceId }] of instances.entries()) {
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId,
                    create: "echo $USER",
                    connection: { connectTimeout: "50s" },
                });
            }
        });
        const { failure } = await stack.up();
        expect(failure).toBeUndefined();
        expect(endpoint.tunnels.refused).toBeGreaterThan(0);
    });

    test("that is created again while an update runs is found by the commands that come after", async () => {
        const [first, second] = [await launch(PRIVATE), await launch(PRIVATE)];
        const old = await scene.lab.createEndpoint();
        const stack = await scene.makeStack(async () => {
            const before = new InstanceConnectCommand("before", {
                instanceId: first.instanceId,
                create: "touch begun; until [ -e replaced ]; do sleep 0.1; done",
            });
            const { run } = new InstanceConnectCommand(
                "after",
                { instanceId: second.instanceId, create: "echo here", connection: { connectTimeout: "20s" } },
                { dependsOn: [before] },
            );
            return { run };
        });
        const up = stack.up();
        await expect.poll(() => existsSync(join(first.homeOf("ec2-user"), "begun")), { timeout: 60_000 }).toBe(true);
        const next = await createEndpoint();
        await old.delete();
        writeFileSync(join(first.homeOf("ec2-user"), "replaced"), "");
        const { failure, outputs } = await up;
        expect(failure).toBeUndefined();
        expect(outputs.run?.value).toMatchObject({ route: "endpoint" });
        expect(next.tunnels.opened).toBeGreaterThan(0);
    });
});
