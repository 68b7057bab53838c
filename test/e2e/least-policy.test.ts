import { createRequire } from "node:module";
import { afterEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, type LaunchOptions, startLab } from "../../lab";
import type * as sdk from "../../sdk";
import type { ConnectionArgs, LeastPolicyArgs } from "../../sdk";
import { InstanceConnectCommand, makeTestStack, type Operation, type TestStack } from "./engine";

const { leastPolicy } = createRequire(__filename)("pulumi-ec2-instance-connect") as typeof sdk;

const INSTANCE = "i-0123456789abcdef0";
const JUMP_HOST = "i-0fedcba9876543210";
const INSIDE: LaunchOptions = { publicAddress: "none", privateAddress: "vpc-only" };

/** Resources, and the policy that is made for them. */
interface Case {
    readonly args: LeastPolicyArgs;
    readonly launch?: LaunchOptions;
    readonly connection: (instance: LabInstance) => Partial<ConnectionArgs>;
    readonly hasJumpHost?: boolean;
}

const CASES: Readonly<Record<string, Case>> = {
    "an instance ID, and nothing else": {
        args: {},
        launch: INSIDE,
        connection: () => ({}),
    },
    "a public address, with host keys from the console": {
        args: { instances: [INSTANCE], region: "eu-central-1", routes: ["public"], hostKeys: "console" },
        connection: () => ({ route: "public", hostKeyPolicy: "console" }),
    },
    "an endpoint, a known user and a pinned key": {
        args: {
            instances: [INSTANCE],
            accountId: "111122223333",
            osUsers: ["ec2-user"],
            routes: ["endpoint"],
            hostKeys: "pinned",
        },
        launch: INSIDE,
        connection: ({ hostKeyLines }) => ({
            route: "endpoint",
            osUser: "ec2-user",
            hostKeyPolicy: "pinned",
            hostKeys: [...hostKeyLines],
        }),
    },
    "the first key of an instance that only an endpoint reaches": {
        args: { osUsers: ["ec2-user"], hostKeys: "trust-on-first-use" },
        launch: INSIDE,
        connection: () => ({ osUser: "ec2-user", hostKeyPolicy: "trust-on-first-use" }),
    },
    "tags, two users and a private address": {
        args: {
            region: "eu-central-1",
            tags: { Managed: "pulumi", Owner: "a b" },
            osUsers: ["deploy", "ec2-user"],
            routes: ["private"],
        },
        launch: { tags: { Managed: "pulumi", Owner: "a b", Other: "c" }, publicAddress: "none" },
        connection: () => ({ osUser: "ec2-user", route: "private" }),
    },
    "a jump host": {
        args: { instances: [INSTANCE, JUMP_HOST], routes: ["public", "private"], hostKeys: "console" },
        launch: INSIDE,
        hasJumpHost: true,
        connection: () => ({
            route: "private",
            hostKeyPolicy: "console",
            via: { instanceId: JUMP_HOST, route: "public", hostKeyPolicy: "console" },
        }),
    },
};

let lab: Lab;
let stack: TestStack;

afterEach(async () => {
    stack.remove();
    await lab.stop();
});

/** A stack of the resources in a lab that enforces the policy, less one statement. */
async function enter({ args, launch, connection, hasJumpHost }: Case, leftOut?: string): Promise<void> {
    const { Version, Statement } = leastPolicy(args);
    lab = await startLab({ policy: { Version, Statement: Statement.filter(({ Sid }) => Sid !== leftOut) } });
    const instance = await lab.launchInstance({ ...launch, instanceId: INSTANCE });
    if (hasJumpHost) {
        await lab.launchInstance({ instanceId: JUMP_HOST });
    }
    await lab.createEndpoint();
    stack = await makeTestStack(lab, async () => {
        const { stdout } = new InstanceConnectCommand("command", {
            instanceId: INSTANCE,
            create: "echo $USER",
            delete: "echo gone",
            connection: { connectTimeout: "10s", ...connection(instance) },
        });
        return { stdout };
    });
}

/** What an operation said of these kinds. */
const told = ({ events }: Operation, ...kinds: readonly string[]): string[] =>
    events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent !== undefined && kinds.includes(diagnosticEvent.severity) ? [diagnosticEvent.message] : [],
    );

describe.each(Object.entries(CASES))("the least policy for %s", (_name, given) => {
    test("is enough", async () => {
        await enter(given);
        const up = await stack.up();
        expect([up.failure, up.outputs.stdout?.value]).toEqual([undefined, "ec2-user"]);
        // To trust the first key is what such a program asks for.
        const trustsFirst = given.args.hostKeys === "trust-on-first-use";
        expect(told(up, "warning").filter((text) => !trustsFirst || !text.includes("first use"))).toEqual([]);
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(lab.requests.filter(({ errorCode }) => errorCode !== undefined)).toEqual([]);
    });

    test.each(leastPolicy(given.args).Statement.map(({ Sid, Action }) => [Sid, Action] as const))(
        "is not without %s: an error or a warning names %s",
        async (sid, action) => {
            await enter(given, sid);
            expect(told(await stack.up(), "error", "warning").join("\n")).toContain(action);
        },
    );
});

describe("the least policy with a doctor", () => {
    const args: LeastPolicyArgs = {
        instances: [INSTANCE],
        osUsers: ["ec2-user"],
        routes: ["public"],
        hostKeys: "off",
        doctor: true,
    };

    /** What the error of a sign-in says that can't succeed, its user not being the image's or its network being closed. */
    async function failureOf(launch: LaunchOptions, leftOut?: string): Promise<string> {
        const { Version, Statement } = leastPolicy(args);
        lab = await startLab({
            policy: { Version, Statement: Statement.filter(({ Sid }) => Sid !== leftOut) },
            network: { acl: [{ range: "10.0.0.0/8", action: "allow" }], internetGateway: false },
        });
        await lab.launchInstance({ ...launch, instanceId: INSTANCE });
        stack = await makeTestStack(lab, async () => {
            new InstanceConnectCommand("command", {
                instanceId: INSTANCE,
                create: "true",
                connection: { osUser: "ec2-user", route: "public", hostKeyPolicy: "off", connectTimeout: "3s" },
            });
        });
        return told(await stack.up(), "error").join("\n");
    }

    const refusals = () => lab.requests.filter(({ errorCode }) => errorCode === "UnauthorizedOperation");
    const CLOSED: LaunchOptions = { publicAddress: "closed", privateAddress: "vpc-only", statusChecks: "impaired" };
    const LOOKS = [
        ["LookAtStatusChecks", "Status checks:"],
        ["LookAtSecurityGroups", "Security groups:"],
        ["LookAtNetworkAcls", "Network ACL:"],
        ["LookAtRouteTables", "Route table:"],
    ] as const;
    const OTHER_USER: LaunchOptions = { image: { name: "ubuntu/images/ubuntu-noble-24.04" }, osUsers: ["ubuntu"] };

    test("lets each look be made", async () => {
        const failure = await failureOf(CLOSED);
        expect(LOOKS.filter(([, name]) => !failure.includes(name))).toEqual([]);
        expect(refusals()).toEqual([]);
    });

    test.each(LOOKS)("loses without %s the look named %s, and no other", async (sid, name) => {
        const failure = await failureOf(CLOSED, sid);
        expect(LOOKS.filter((look) => !failure.includes(look[1]))).toEqual([[sid, name]]);
        expect(refusals().length).toBeGreaterThan(0);
    });

    test("looks at the image of an instance that refuses the key, but not without FindImages", async () => {
        expect(await failureOf(OTHER_USER)).toContain("the login user of the image");
        expect(refusals()).toEqual([]);
        stack.remove();
        await lab.stop();
        expect(await failureOf(OTHER_USER, "FindImages")).not.toContain("the login user of the image");
    });
});
