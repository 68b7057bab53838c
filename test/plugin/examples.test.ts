// The examples in other languages: YAML is played; of all the plugin checks what they say, and that none is missing.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab } from "../../lab";
import { root } from "../support/imports";
import { startPlugin } from "./plugin-process";
import { makeYamlStack } from "./yaml-stack";

const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

interface Project {
    readonly config: Record<string, object>;
    readonly resources: Record<string, { type: string; properties: Record<string, unknown> }>;
}

const fileOf = (...names: string[]) => join(root, "examples", ...names);
const projectOf = (example: string): Project =>
    fromPulumi("js-yaml").load(readFileSync(fileOf(example, "yaml", "Pulumi.yaml"), "utf8"));

let lab: Lab;
beforeAll(async () => {
    lab = await startLab();
});
afterAll(() => lab.stop());

const FILES = {
    yaml: ["Pulumi.yaml"],
    python: ["Pulumi.yaml", "__main__.py", "requirements.txt"],
    go: ["Pulumi.yaml", "main.go", "go.mod"],
    csharp: ["Pulumi.yaml", "Program.cs"],
    java: ["Pulumi.yaml", "pom.xml"],
};

const REGIONS = {
    quickstart: ["ec2-instance-connect:region"],
    // Two providers, and neither sees the other's configuration.
    bootstrap: ["aws:region", "ec2-instance-connect:region"],
};

describe.each(Object.entries(REGIONS))("the example %s", (example, regions) => {
    test("says what to type in each language", () => {
        const [, section = ""] = readFileSync(fileOf(example, "README.md"), "utf8").split("## In another language");
        const rows = section.match(/^\| [\w#]+ \| `\w+` \|.*$/gm) ?? [];
        expect(rows.map((row) => row.split("`")[1])).toEqual(Object.keys(FILES));
        const names = [...section.matchAll(/`pulumi config set (\S+)/g)].map(([, name]) => name);
        expect(names).toEqual(expect.arrayContaining([...regions, ...Object.keys(projectOf(example).config)]));
    });

    test("builds in Java with the sources of the SDK and with its resources, which hold its version", () => {
        const pom = readFileSync(fileOf(example, "java", "pom.xml"), "utf8");
        expect(pom).toContain("<source>sdks/ec2-instance-connect/src/main/java</source>");
        expect(pom).toContain("<directory>sdks/ec2-instance-connect/src/main/resources</directory>");
        const ids = [...pom.matchAll(/<execution>\s*<id>([\w-]+)<\/id>/g)].map(([, id]) => id);
        expect([ids.length, new Set(ids).size]).toEqual([pom.match(/<execution>/g)?.length, ids.length]);
    });

    test.each(Object.entries(FILES))("is there in %s", (language, files) => {
        expect(files.filter((name) => !existsSync(fileOf(example, language, name)))).toEqual([]);
    });
});

test("the quickstart in YAML runs unchanged", async () => {
    const instance = await lab.launchInstance();
    const stack = await makeYamlStack(lab);
    try {
        await stack.stack.setConfig("instanceId", { value: instance.instanceId });
        const program = { ...projectOf("quickstart"), name: "test" };
        const { failure, outputs } = await stack.up(program);
        expect(failure).toBeUndefined();
        expect(outputs.exitCode?.value).toBe(0);
        expect(outputs.stdout?.value).toMatch(/^Hello from /);
        expect((await stack.destroy()).failure).toBeUndefined();
    } finally {
        stack.remove();
    }
});

test("the bootstrap in YAML gives arguments that are right", async () => {
    const command = Object.values(projectOf("bootstrap").resources).find(({ type }) =>
        type.startsWith("ec2-instance-connect:"),
    );
    const plugin = await startPlugin();
    try {
        const given = { ...command?.properties, instanceId: "i-0123456789abcdef0" };
        expect((await plugin.check(given)).failures).toEqual([]);
    } finally {
        await plugin.stop();
    }
});
