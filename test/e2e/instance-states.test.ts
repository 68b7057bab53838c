import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";

let lab: Lab;
let stack: TestStack | undefined;
let folder: string;

beforeAll(async () => {
    lab = await startLab();
    folder = mkdtempSync(join(tmpdir(), "eic-aws-"));
});
afterEach(() => {
    stack?.remove();
    stack = undefined;
    lab.faults.clear();
});
afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await lab.stop();
});

function commandOn(instance: LabInstance, args: Partial<InstanceConnectCommandArgs> = {}) {
    return async () => {
        const { stdout } = new InstanceConnectCommand("command", {
            instanceId: instance.instanceId,
            create: "touch ~/ran; echo up",
            ...args,
        });
        return { stdout };
    };
}

/** How often the action was called that was called most. */
function mostOfOneAction(requests: Lab["requests"]): number {
    const counts = new Map<string, number>();
    for (const { action } of requests) {
        counts.set(action, (counts.get(action) ?? 0) + 1);
    }
    return Math.max(0, ...counts.values());
}

/** Lets the next operations of the stack see another environment; an empty value takes a variable away. */
function setEnvironment(of: TestStack, variables: Readonly<Record<string, string>>): void {
    of.stack.workspace.envVars = { ...of.stack.workspace.envVars, ...variables };
}

describe("an instance that is not ready yet", () => {
    test("and pending is waited for", async () => {
        const instance = await lab.launchInstance({ pendingMs: 3_000 });
        stack = await makeTestStack(lab, commandOn(instance));
        expect((await stack.up()).outputs.stdout?.value).toBe("up");
    });

    test("and unknown to AWS, because it was launched a moment ago, is waited for", async () => {
        const instance = await lab.launchInstance();
        instance.faults.unknownToDescribe(2);
        stack = await makeTestStack(lab, commandOn(instance));
        expect((await stack.up()).outputs.stdout?.value).toBe("up");
    });

    test("and that stays unknown to AWS is waited for 30 s, then reported with its region and account", async () => {
        const instance = await lab.launchInstance();
        instance.faults.staysUnknown();
        stack = await makeTestStack(lab, commandOn(instance));
        const startedAt = Date.now();
        const { failure } = await stack.up();
        expect(Date.now() - startedAt).toBeGreaterThan(29_000);
        expect(failure).toContain("AWS_INSTANCE_NOT_FOUND");
        expect(failure).toContain(`region ${lab.region} of account ${lab.accountId} has no such instance`);
        expect(failure).toContain("The command did not run.");
        instance.faults.staysUnknown(8_000);
        expect((await stack.up()).outputs.stdout?.value).toBe("up");
    });

    test("and whose sshd comes up late is waited for", async () => {
        const instance = await lab.launchInstance();
        await instance.faults.refuseConnections(4_000);
        stack = await makeTestStack(lab, commandOn(instance));
        expect((await stack.up()).outputs.stdout?.value).toBe("up");
    });

    test("is waited for no longer than connectTimeout allows", async () => {
        const instance = await lab.launchInstance({ state: "pending" });
        stack = await makeTestStack(lab, commandOn(instance, { connection: { connectTimeout: "15s" } }));
        const { failure } = await stack.up();
        expect(failure).toContain("AWS_INSTANCE_PENDING");
        expect(failure).toContain("Raise connection.connectTimeout.");
        expect(existsSync(join(instance.homeOf("ec2-user"), "ran"))).toBe(false);
    });
});

describe("what can't get better by waiting fails at once, with a remedy:", () => {
    /** A caller that waits asks again and again. The one call that may be repeated is one whose time was refused. */
    const MOST_CALLS_WITHOUT_WAITING = 2;

    /** What the failing `up` says. */
    async function failureOf(
        instance: LabInstance,
        args: Partial<InstanceConnectCommandArgs> = {},
        environment: Readonly<Record<string, string>> = {},
    ): Promise<string> {
        stack = await makeTestStack(lab, commandOn(instance, args), environment);
        const before = lab.requests.length;
        const { failure } = await stack.up();
        expect(mostOfOneAction(lab.requests.slice(before))).toBeLessThanOrEqual(MOST_CALLS_WITHOUT_WAITING);
        expect(failure).toContain("The command did not run.");
        expect(failure).toContain("To fix:");
        expect(await stack.resources()).toEqual([]);
        return failure ?? "";
    }

    test("a stopped instance", async () => {
        const said = await failureOf(await lab.launchInstance({ state: "stopped" }));
        expect(said).toContain("AWS_INSTANCE_STOPPED");
        expect(said).toContain("aws ec2 start-instances");
    });

    test.each([
        ["stopping", "AWS_INSTANCE_STOPPED", "dependsOn"],
        ["shutting-down", "AWS_INSTANCE_TERMINATED", "server.id"],
    ] as const)("an instance that is %s", async (state, code, remedy) => {
        const instance = await lab.launchInstance();
        instance.faults.reportsState(state);
        const said = await failureOf(instance);
        expect(said).toContain(code);
        expect(said).toContain(remedy);
    });

    test("a Windows instance", async () => {
        const image = { name: "Windows_Server-2022-English-Full-Base-2025.01.15", platformDetails: "Windows" };
        const said = await failureOf(await lab.launchInstance({ image }));
        expect(said).toContain("AWS_INSTANCE_WINDOWS");
        expect(said).toContain("SSM Run Command");
    });

    test("an instance of state that the credentials of another account do not know", async () => {
        const instance = await lab.launchInstance();
        const ours = await makeTestStack(lab, commandOn(instance));
        stack = ours;
        expect((await ours.up()).failure).toBeUndefined();
        const stranger = await startLab({ accountId: "999988887777" });
        setEnvironment(ours, stranger.environment);
        const { failure } = await ours.up(commandOn(instance, { triggers: [1] }));
        await stranger.stop();
        expect(mostOfOneAction(stranger.requests)).toBe(1);
        expect(failure).toContain("AWS_INSTANCE_NOT_FOUND");
        expect(failure).toContain("account 999988887777 has no such instance");
        expect(failure).toMatch(new RegExp(`Account in state: +${lab.accountId}`));
    });

    test("temporary credentials that EC2 calls expired", async () => {
        lab.faults.refuse("DescribeInstances", { code: "RequestExpired" }, 99);
        const said = await failureOf(await lab.launchInstance());
        expect(said).toContain("AWS_REQUEST_EXPIRED");
        expect(said).toContain("aws sso login");
    });

    test("a profile that does not exist", async () => {
        const nowhere = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
        const said = await failureOf(await lab.launchInstance(), { connection: { profile: "work" } }, nowhere);
        expect(said).toContain("AWS_PROFILE_UNUSABLE");
        expect(said).toContain("aws configure list --profile work");
    });

    test("a terminated instance", async () => {
        const instance = await lab.launchInstance();
        await instance.terminate();
        expect(await failureOf(instance)).toContain("AWS_INSTANCE_TERMINATED");
    });

    test("an image that does not tell its user", async () => {
        const instance = await lab.launchInstance({ image: { name: "golden-2024", description: "ours" } });
        const said = await failureOf(instance);
        expect(said).toContain("connection.osUser");
        expect(said).toContain("ubuntu");
    });

    test("temporary credentials that have expired", async () => {
        const instance = await lab.launchInstance();
        lab.faults.refuse("SendSSHPublicKey", { code: "ExpiredTokenException" }, 99);
        const said = await failureOf(instance);
        expect(said).toContain("AWS_CREDENTIALS_EXPIRED");
        expect(said).toContain("aws sso login");
    });

    test("an SSO session that was never opened", async () => {
        const config = join(folder, "sso");
        writeFileSync(
            config,
            "[profile work]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = dev\n" +
                "[sso-session s]\nsso_start_url = https://example.com/start\nsso_region = eu-central-1\n",
        );
        const said = await failureOf(
            await lab.launchInstance(),
            { connection: { profile: "work" } },
            { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: "/dev/null", HOME: folder },
        );
        expect(said).toContain("AWS_SSO_EXPIRED");
        expect(said).toContain("aws sso login --profile work");
    });

    test("a profile that asks for a multi-factor code", async () => {
        const config = join(folder, "mfa");
        writeFileSync(
            config,
            "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = made-up\n" +
                "[profile work]\nsource_profile = base\nrole_arn = arn:aws:iam::111122223333:role/dev\n" +
                "mfa_serial = arn:aws:iam::111122223333:mfa/me\n",
        );
        const said = await failureOf(
            await lab.launchInstance(),
            { connection: { profile: "work" } },
            { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: config },
        );
        expect(said).toContain("AWS_MFA_REQUIRED");
    });

    test("no region", async () => {
        const said = await failureOf(
            await lab.launchInstance(),
            {},
            { AWS_REGION: "", AWS_DEFAULT_REGION: "", AWS_CONFIG_FILE: "/dev/null" },
        );
        expect(said).toContain("AWS_REGION_MISSING");
        expect(said).toContain("pulumi config set aws:region");
    });

    test("credentials of an account that the stack's configuration rules out", async () => {
        const instance = await lab.launchInstance();
        stack = await makeTestStack(lab, commandOn(instance));
        await stack.stack.setConfig("aws:allowedAccountIds", { value: '["999988887777"]' });
        const { failure } = await stack.up();
        expect(failure).toContain("AWS_ACCOUNT_NOT_ALLOWED");
        expect(failure).toContain(lab.accountId);
    });
});

describe("destroy with a delete script", () => {
    async function stackWithDelete(instance: LabInstance): Promise<TestStack> {
        stack = await makeTestStack(lab, commandOn(instance, { delete: "echo bye" }));
        expect((await stack.up()).failure).toBeUndefined();
        return stack;
    }

    test("of an instance that has vanished from its own account and region is done, with a note", async () => {
        const instance = await lab.launchInstance();
        const ours = await stackWithDelete(instance);
        instance.faults.unknownToDescribe(99);
        const { failure, output } = await ours.destroy();
        expect(failure).toBeUndefined();
        expect(output).toContain(`${instance.instanceId} no longer exists in region ${lab.region}`);
        expect(await ours.resources()).toEqual([]);
    });

    test("with another account's credentials fails and keeps the resource: nothing is proven", async () => {
        const ours = await stackWithDelete(await lab.launchInstance());
        const stranger = await startLab({ accountId: "999988887777" });
        setEnvironment(ours, stranger.environment);
        const { failure } = await ours.destroy();
        await stranger.stop();
        expect(failure).toContain("AWS_GONE_NOT_PROVEN");
        expect(failure).toContain("999988887777");
        expect(await ours.resources()).toHaveLength(1);
    });

    test("looks in the region of state, whatever the environment says; a program that names another one is not believed", async () => {
        const instance = await lab.launchInstance();
        const ours = await stackWithDelete(instance);
        const elsewhere = await startLab({ region: "us-west-2" });
        setEnvironment(ours, elsewhere.environment);
        const moved = commandOn(instance, { delete: "echo bye", connection: { region: "us-west-2" } });
        expect((await ours.up(moved)).changes).toEqual({ update: 1 });
        const { failure } = await ours.destroy();
        await elsewhere.stop();
        expect(failure).toContain("AWS_GONE_NOT_PROVEN");
        expect(failure).toContain("us-west-2");
        expect(await ours.resources()).toHaveLength(1);
        setEnvironment(ours, { ...lab.environment, AWS_REGION: "sa-east-1", AWS_DEFAULT_REGION: "sa-east-1" });
        expect((await ours.up(commandOn(instance, { delete: "touch ~/deleted" }))).failure).toBeUndefined();
        expect((await ours.destroy()).failure).toBeUndefined();
        expect(existsSync(join(instance.homeOf("ec2-user"), "deleted"))).toBe(true);
    });
});
