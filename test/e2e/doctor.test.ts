import { afterEach, describe, expect, test } from "vitest";
import type { LabInstance, LaunchOptions } from "../../lab";
import type { ConnectionArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const made: { end(): Promise<void> }[] = [];

afterEach(async () => {
    scene.lab.faults.clear();
    for (const { end } of made.splice(0)) {
        await end();
    }
});

async function launch(options: LaunchOptions): Promise<LabInstance> {
    const instance = await scene.lab.launchInstance(options);
    made.push({ end: () => instance.terminate() });
    return instance;
}

/** The failure of an `up` on the instance, on one line. */
async function failureOn({ instanceId }: LabInstance, connection: Partial<ConnectionArgs> = {}): Promise<string> {
    const stack = await scene.makeStack(async () => {
        const args = { instanceId, create: "true", connection: { connectTimeout: "3s", ...connection } };
        new InstanceConnectCommand("command", args);
    });
    return ((await stack.up()).failure ?? "").replace(/\s+/g, " ");
}

const LOOKS = [
    "DescribeInstanceStatus",
    "DescribeSecurityGroups",
    "DescribeNetworkAcls",
    "DescribeRouteTables",
] as const;
const looks = () => scene.lab.requests.filter(({ action }) => (LOOKS as readonly string[]).includes(action)).length;
const CLOSED: LaunchOptions = { publicAddress: "closed", privateAddress: "vpc-only" };

describe("a failed sign-in", () => {
    test("is explained by the user of the image", async () => {
        const instance = await launch({ image: { name: "ubuntu/images/ubuntu-noble-24.04" }, osUsers: ["ubuntu"] });
        const failure = await failureOn(instance, { osUser: "ec2-user" });
        expect(failure).toContain("Code: SSH_KEY_REFUSED");
        expect(failure).toMatch(/perhaps: the login user of the image ubuntu\S+ is "ubuntu", and "ec2-user" was used/);
        expect(failure).toContain('To fix: - Set connection.osUser to "ubuntu"');
    });

    test("is explained by a metadata service that is off", async () => {
        const instance = await launch({ metadata: "disabled" });
        instance.faults.refuseKeys(1_000);
        const failure = await failureOn(instance);
        expect(failure).toContain("Metadata: the instance metadata service is off");
        expect(failure).toContain("aws ec2 modify-instance-metadata-options --http-endpoint enabled");
    });

    test("is explained by security groups that let nothing in", async () => {
        const group = scene.lab.createSecurityGroup({ inbound: [{ port: 443, peer: "0.0.0.0/0" }] });
        const failure = await failureOn(await launch({ ...CLOSED, securityGroupIds: [group.groupId] }));
        expect(failure).toContain(`no inbound rule of ${group.groupId} allows TCP port 22`);
        expect(failure).toMatch(/Code: NET_/);
    });

    test("is explained by status checks", async () => {
        const failure = await failureOn(await launch({ ...CLOSED, statusChecks: "impaired" }));
        expect(failure).toContain("Status checks: the instance status check is impaired");
    });

    test("through an endpoint is explained by the groups of both", async () => {
        const inside = scene.lab.createSecurityGroup({ inbound: [{ port: 22, peer: "sg-0fedcba9876543210" }] });
        const outside = scene.lab.createSecurityGroup({ outbound: [{ port: 443, peer: "0.0.0.0/0" }] });
        const endpoint = await scene.lab.createEndpoint({ securityGroupIds: [outside.groupId] });
        made.push({ end: () => endpoint.delete() });
        const end = { code: 1011, reason: "Unable to connect to target" };
        endpoint.faults.cutNextTunnels({ afterMs: 0, end, tunnels: 1_000 });
        const options: LaunchOptions = {
            publicAddress: "none",
            privateAddress: "vpc-only",
            securityGroupIds: [inside.groupId],
        };
        const failure = await failureOn(await launch(options), { route: "endpoint" });
        expect(failure).toContain("Code: TUNNEL_CLOSED");
        expect(failure).toContain(
            `${inside.groupId} allow TCP port 22 from sg-0fedcba9876543210, and the endpoint is in ${outside.groupId}`,
        );
        expect(failure).toContain(
            `no outbound rule of ${outside.groupId}, the endpoint's security groups, allows TCP port 22`,
        );
    });

    test("keeps its own error and the other looks if one look is not allowed", async () => {
        scene.lab.faults.denyAccess("DescribeSecurityGroups");
        const failure = await failureOn(await launch({ ...CLOSED, statusChecks: "impaired" }));
        expect(failure).toMatch(/Code: NET_/);
        expect(failure).toContain("Status checks:");
        expect(failure).not.toContain("Security groups:");
        for (const look of LOOKS) {
            scene.lab.faults.denyAccess(look);
        }
        expect(await failureOn(await launch(CLOSED))).toMatch(/nothing is listening there.*Code: NET_/);
    });

    test("costs nothing as long as there is none", async () => {
        const before = looks();
        expect(await failureOn(scene.instance, { connectTimeout: "1m" })).toBe("");
        expect(looks()).toBe(before);
    });
});
