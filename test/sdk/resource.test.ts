import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPackage, buildPackage } from "./built-package";

const golden = readFileSync(join(__dirname, "provider-closure.golden.txt"), "utf8");

/** Registers resources with the package as it is published, and prints what the engine would get. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { InstanceConnectCommand } from "pulumi-ec2-instance-connect";
import { createRequire } from "node:module";

const registered = [];
pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs });
        return { id: name, state: PREVIEW ? inputs : { ...inputs, stdout: "from " + name } };
    },
    call: () => ({}),
}, "project", "stack", PREVIEW);

const args = Object.freeze({ instanceId: "i-0123456789abcdef0", create: "true", environment: { TOKEN: "t" } });
const parent = new pulumi.ComponentResource("my:component:Type", "parent");
const first = new InstanceConnectCommand("first", args, { parent });
const second = new InstanceConnectCommand("second", { ...args, triggers: [first.stdout] }, { parent });
const third = new InstanceConnectCommand("third", args, { customTimeouts: { create: "5m" } });

const later = (output) => new Promise((resolve) => pulumi.output(output).apply(resolve));
const urns = await Promise.all([first, second, third].map(({ urn }) => later(urn)));
const stdout = PREVIEW ? undefined : await later(second.stdout);
const exitCodes = PREVIEW ? [] : await Promise.all([later(first.exitCode)]);
const known = await Promise.all([first.stdout.isKnown, first.instanceId.isKnown]);
const absent = {
    own: Object.keys(first).includes("runAs"),
    value: (await later(pulumi.output({ runAs: first.runAs }))).runAs ?? null,
    isSame: first.runAs === first.runAs,
    dependsOn: await Promise.all([...(await first.runAs.allResources())].map(({ urn }) => later(urn))),
    isKnown: await first.runAs.isKnown,
};

const require = createRequire(import.meta.url);
const path = require.resolve("pulumi-ec2-instance-connect");
for (const file of Object.keys(require.cache).filter((name) => name.includes("pulumi-ec2-instance-connect"))) {
    delete require.cache[file];
}
const copy = require(path);
console.log(JSON.stringify({
    registered,
    urns,
    stdout,
    exitCodes,
    known,
    absent,
    isInstance: [first, parent, {}, null, undefined, "text"].map((value) => InstanceConnectCommand.isInstance(value)),
    otherCopy: [copy.InstanceConnectCommand !== InstanceConnectCommand, copy.InstanceConnectCommand.isInstance(first)],
}));
`;

interface Report {
    registered: { type: string; name: string; inputs: Record<string, unknown> }[];
    urns: string[];
    stdout: string;
    exitCodes: unknown[];
    known: boolean[];
    absent: object;
    isInstance: boolean[];
    otherCopy: boolean[];
}

let built: BuiltPackage;
let report: Report;

const runProgram = async (fileName: string, preview: boolean): Promise<Report> =>
    JSON.parse(await built.run(fileName, PROGRAM.replaceAll("PREVIEW", String(preview))));

beforeAll(async () => {
    built = await buildPackage();
    report = await runProgram("program.mjs", false);
});

afterAll(() => built.remove());

const commands = () =>
    report.registered
        .filter(({ name }) => name !== "parent")
        .sort((left, right) => left.name.localeCompare(right.name));

describe("the resource in a program", () => {
    it("has the type that states hold", () => {
        const type = "pulumi-nodejs:dynamic/instanceConnectCommand:InstanceConnectCommand";
        expect(commands().map((command) => command.type)).toEqual([type, type, type]);
    });

    it("carries the recorded provider text, each the same", () => {
        expect(new Set(commands().map(({ inputs }) => inputs.__provider))).toEqual(new Set([golden]));
    });

    it("tells the provider its own URN, also below a component with several of them", () => {
        expect(commands().map(({ inputs }) => inputs.__urn)).toEqual(report.urns);
    });

    it("sends nothing that was not given", () => {
        expect(commands().map(({ inputs }) => Object.keys(inputs).sort())).toEqual([
            ["__provider", "__secretPaths", "__urn", "create", "environment", "instanceId"],
            ["__provider", "__secretPaths", "__urn", "create", "environment", "instanceId", "triggers"],
            ["__customTimeouts", "__provider", "__secretPaths", "__urn", "create", "environment", "instanceId"],
        ]);
        expect(commands()[2]?.inputs.__customTimeouts).toEqual({ create: "5m" });
    });

    it("gives outputs that the engine answers with, and undefined for the rest", () => {
        expect(report.stdout).toBe("from second");
        expect(report.exitCodes).toEqual([null]);
    });

    it("has an argument that was left out as an output without a value, known in a preview, and made only when asked for", async () => {
        const expected = { own: false, value: null, isSame: true, dependsOn: [report.urns[0]], isKnown: true };
        expect(report.absent).toEqual(expected);
        expect((await runProgram("absent.mjs", true)).absent).toEqual(expected);
    });

    it("shows outputs as unknown in a preview, and arguments as known", async () => {
        const preview = await runProgram("preview.mjs", true);
        expect(preview.known).toEqual([false, true]);
    });

    it("is recognised, also by another copy of the package", () => {
        expect(report.isInstance).toEqual([true, false, false, false, false, false]);
        expect(report.otherCopy).toEqual([true, true]);
    });
});
