// Explicit providers, each with a region, an account and defaults of its own, in one program.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { makeYamlStack, TYPE } from "./yaml-stack";

let labs: [Lab, Lab];
let instances: [LabInstance, LabInstance];

beforeAll(async () => {
    labs = await Promise.all([
        startLab({ region: "eu-west-1", accountId: "111111111111" }),
        startLab({ region: "us-east-2", accountId: "222222222222" }),
    ]);
    instances = await Promise.all([labs[0].launchInstance(), labs[1].launchInstance()]);
});
afterAll(async () => {
    await Promise.all(labs.map((lab) => lab.stop()));
});

function providerOf({ environment, accountId }: Lab) {
    const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL } = environment;
    const endpoints = [{ ec2: AWS_ENDPOINT_URL, ec2instanceconnect: AWS_ENDPOINT_URL, sts: AWS_ENDPOINT_URL }];
    return {
        type: "pulumi:providers:ec2-instance-connect",
        properties: {
            region: AWS_REGION,
            accessKey: AWS_ACCESS_KEY_ID,
            secretKey: AWS_SECRET_ACCESS_KEY,
            endpoints,
            allowedAccountIds: [accountId],
            connection: { hostKeyPolicy: "off", connectTimeout: "1m" },
        },
    };
}

test("two providers in two regions and accounts work in one up; their keys are encrypted, their defaults in no resource", async () => {
    const stack = await makeYamlStack({ environment: {} });
    try {
        const commands = instances.map(({ instanceId }, index) => [
            `command${index}`,
            {
                type: TYPE,
                properties: { instanceId, create: "echo hi", delete: "true" },
                options: { provider: `\${provider${index}}` },
            },
        ]);
        const providers = labs.map((lab, index) => [`provider${index}`, providerOf(lab)]);
        const program = { resources: Object.fromEntries([...providers, ...commands]) };
        expect((await stack.up(program)).failure).toBeUndefined();
        const found = (await stack.resources()).map(({ outputs }) => outputs);
        expect(
            found
                .map(({ run }) => run)
                .map((run) => [Reflect.get(Object(run), "region"), Reflect.get(Object(run), "accountId")])
                .sort(),
        ).toEqual([
            ["eu-west-1", "111111111111"],
            ["us-east-2", "222222222222"],
        ]);
        expect(found.filter((outputs) => "connection" in outputs)).toEqual([]);
        const { deployment } = await stack.stack.exportStack();
        const state = JSON.stringify(
            deployment.resources.filter(({ type }: { type: string }) => type.startsWith("pulumi:providers:ec2")),
        );
        for (const key of ["accessKey", "secretKey"]) {
            expect(state).toMatch(new RegExp(`"${key}":\\{"4dabf18193072939515e22adb298388d"`));
        }
        const calls = labs.map(({ requests }) => requests.length);
        expect((await stack.up(program)).changes).toEqual({ same: 2 });
        expect(labs.map(({ requests }) => requests.length)).toEqual(calls);
        expect((await stack.destroy()).failure).toBeUndefined();
    } finally {
        stack.remove();
    }
});

test("the stack's configuration has a namespace of its own, and is checked", async () => {
    const stack = await makeYamlStack({ environment: {} });
    try {
        const { properties } = providerOf(labs[0]);
        const program = {
            resources: {
                command: { type: TYPE, properties: { instanceId: instances[0].instanceId, create: "echo hi" } },
            },
        };
        await stack.stack.setConfig("ec2-instance-connect:region", { value: "eu-west-1x" });
        expect((await stack.up(program)).failure).toContain("region: expected the name of an AWS region");
        await stack.stack.setAllConfig({
            "ec2-instance-connect:region": { value: "eu-west-1" },
            "ec2-instance-connect:accessKey": { value: properties.accessKey ?? "" },
            "ec2-instance-connect:secretKey": { value: properties.secretKey ?? "", secret: true },
            "ec2-instance-connect:endpoints": { value: JSON.stringify(properties.endpoints) },
            "ec2-instance-connect:connection": { value: JSON.stringify({ hostKeyPolicy: "off" }) },
        });
        expect(await stack.up(program)).toMatchObject({ failure: undefined, changes: { create: 1 } });
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "hi", run: { region: "eu-west-1" } });
        expect((await stack.destroy()).failure).toBeUndefined();
    } finally {
        stack.remove();
    }
});
