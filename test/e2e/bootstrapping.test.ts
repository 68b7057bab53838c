import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchLag, type LaunchOptions, startLab } from "../../lab";
import type { ConnectionArgs } from "../../sdk";
import { requireRoot } from "../support/rights";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";

let lab: Lab;
let stack: TestStack | undefined;

beforeAll(async () => {
    lab = await startLab();
});
afterEach(() => {
    stack?.remove();
    stack = undefined;
    lab.faults.clear();
});
afterAll(() => lab.stop());

/** Launches an instance in the program itself, and runs a command on it in the same `up`. */
async function bootstrap(
    options: LaunchOptions,
    connection: ConnectionArgs = {},
    prepare: (instance: LabInstance) => void = () => {},
) {
    let launched: LabInstance | undefined;
    stack = await makeTestStack(lab, async () => {
        launched = await lab.launchInstance(options);
        prepare(launched);
        const { stdout } = new InstanceConnectCommand("command", {
            instanceId: launched.instanceId,
            create: "echo run >> ~/runs; echo up",
            connection,
        });
        return { stdout };
    });
    const { failure, outputs, output } = await stack.up();
    return { failure, stdout: outputs.stdout?.value, output, instance: launched as LabInstance };
}

/** Of an instance that only its VPC reaches. */
const INSIDE: LaunchOptions = { publicAddress: "none", privateAddress: "vpc-only" };

/** The text without the engine's line breaks. */
const plain = (text: string) => text.replace(/\s+/g, " ");

describe("a command on an instance that was launched in the same up works at the first try", () => {
    test("although everything comes late: its ID, its state, its addresses, its console, sshd, its key", async () => {
        const launchLag = {
            unknownMs: 2_000,
            pendingMs: 5_000,
            addressMs: 8_000,
            consoleMs: 9_000,
            sshdMs: 12_000,
            keysMs: 16_000,
        };
        const { failure, stdout, output, instance } = await bootstrap({ launchLag });
        expect([failure, stdout]).toEqual([undefined, "up"]);
        expect(output).not.toContain("first use");
        expect(output).toContain("on its console");
        expect((await stack?.resource())?.outputs.hostKeys).toEqual(instance.hostKeyFingerprints);
        expect(instance.connections.signIns.map(({ outcome }) => outcome)).toContain("refused");
    });

    test.each<[string, LaunchLag, ConnectionArgs]>([
        ["pending", { pendingMs: 4_000 }, {}],
        ["unknown to AWS", { unknownMs: 4_000 }, {}],
        ["without any address", { addressMs: 5_000 }, {}],
        ["without the public address that is asked for", { addressMs: 5_000 }, { route: "public" }],
        ["without sshd", { sshdMs: 5_000 }, {}],
        ["without its key", { keysMs: 8_000 }, {}],
        ["without host keys on its console", { consoleMs: 4_000 }, { hostKeyPolicy: "console" }],
    ])("although it is %s yet", async (_what, launchLag, connection) => {
        const { failure, stdout } = await bootstrap({ launchLag }, connection);
        expect([failure, stdout]).toEqual([undefined, "up"]);
    });

    test.each<[string, (instance: LabInstance) => void]>([
        ["EC2 does not tell its public address yet", ({ faults }) => faults.hidesPublicAddress(5_000)],
        ["sshd takes connections and says nothing yet", ({ faults }) => faults.withholdBanner(5_000)],
        [
            "Instance Connect does not know it yet",
            () => lab.faults.refuse("SendSSHPublicKey", { code: "EC2InstanceNotFoundException" }, 2),
        ],
        [
            "Instance Connect does not answer for it yet",
            () => lab.faults.refuse("SendSSHPublicKey", { code: "EC2InstanceUnavailableException", status: 503 }, 3),
        ],
        ["Instance Connect fails", () => lab.faults.serverError("SendSSHPublicKey", 2)],
        ["calls are throttled", () => lab.faults.throttle("DescribeInstances", 2)],
    ])("although %s", async (_what, prepare) => {
        const { failure, stdout } = await bootstrap({ privateAddress: "vpc-only" }, {}, prepare);
        expect([failure, stdout]).toEqual([undefined, "up"]);
    });

    test("although /run/nologin still refuses sign-ins; its text is shown", async () => {
        requireRoot();
        const setup = `echo '"System is booting up. Come back later."' > /run/nologin
(while [ ! -e /home/ec2-user/booted ]; do sleep 0.05; done; rm /run/nologin; : > /home/ec2-user/open) >/dev/null 2>&1 &`;
        const bootWhenRefused = async (instance: LabInstance) => {
            await expect.poll(() => stack?.said()).toContain("Come back later");
            writeFileSync(join(instance.homeOf("ec2-user"), "booted"), "");
        };
        let booting: Promise<void> | undefined;
        const { failure, stdout, output, instance } = await bootstrap(
            { kind: "openssh", sshdConfig: ["UsePAM yes"], setup },
            {},
            (launched) => {
                booting = bootWhenRefused(launched);
            },
        );
        await booting;
        expect([failure, stdout]).toEqual([undefined, "up"]);
        expect(plain(output)).toContain("and reported: System is booting up. Come back later. Trying again.");
        expect(existsSync(join(instance.homeOf("ec2-user"), "open"))).toBe(true);
    });
});

describe("what does not come", () => {
    test("is not waited for longer than half a minute if the instance does not have that address", async () => {
        const startedAt = Date.now();
        const { failure } = await bootstrap({ publicAddress: "none" }, { route: "public" });
        expect(failure).toContain("AWS_NO_ADDRESS");
        expect(Date.now() - startedAt).toBeLessThan(60_000);
    });

    test.each<[string, LaunchOptions, (jumpHost: string) => ConnectionArgs]>([
        ["its address", {}, () => ({})],
        ["an endpoint", INSIDE, () => ({ route: "endpoint" })],
        ["a jump host", INSIDE, (instanceId) => ({ via: { instanceId } })],
    ])("is named by its own words where it is /run/nologin, through %s", async (_what, options, connectionBy) => {
        requireRoot();
        const setup = "echo 'Closed for maintenance until noon.' > /run/nologin";
        const endpoint = await lab.createEndpoint();
        const jumpHost = await lab.launchInstance();
        const { failure } = await bootstrap(
            { kind: "openssh", sshdConfig: ["UsePAM yes"], setup, ...options },
            { connectTimeout: "10s", ...connectionBy(jumpHost.instanceId) },
        );
        await endpoint.delete();
        expect(failure).toContain("SSH_ACCOUNT_REFUSED");
        expect(plain(failure ?? "")).toContain("and reported: Closed for maintenance until noon.");
        expect(failure).toContain("The command did not run.");
    });
});
