// The schema that the built plugin answers, as the Pulumi CLI judges it.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { argumentRows, outputRows } from "../../provider/inputs";
import { root } from "../support/imports";
import { PLUGIN, startPlugin } from "./plugin-process";
import { TYPE } from "./yaml-stack";

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "eic-schema-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const committed = JSON.parse(readFileSync(join(root, "provider", "plugin", "schema.json"), "utf8"));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

async function pulumi(...args: string[]): Promise<string> {
    const { stdout, stderr } = await promisify(execFile)(
        join(process.env.PULUMI_CLI_ROOT ?? "", "bin", "pulumi"),
        args,
        {
            cwd: folder,
            env: {
                PATH: process.env.PATH,
                HOME: folder,
                PULUMI_HOME: join(folder, "home"),
                PULUMI_SKIP_UPDATE_CHECK: "true",
            },
            maxBuffer: 64 * 1024 * 1024,
        },
    );
    return stdout + stderr;
}

test("passes the CLI's check of schemas", async () => {
    const file = join(folder, "schema.json");
    writeFileSync(file, JSON.stringify({ ...committed, version }));
    expect(await pulumi("schema", "check", file)).not.toMatch(/error|warning/i);
});

test("is what the CLI gets from the plugin, with its version", async () => {
    const answered = JSON.parse(await pulumi("package", "get-schema", PLUGIN));
    expect(answered).toMatchObject({ name: "ec2-instance-connect", version });
    const plugin = await startPlugin();
    try {
        expect(await plugin.schema()).toEqual({ ...committed, version });
    } finally {
        await plugin.stop();
    }
});

test("has every argument and output, none of which an SDK marks secret but the secrets, and no default to be written down", () => {
    const { inputProperties, properties, requiredInputs } = committed.resources[TYPE];
    expect(Object.keys(inputProperties)).toEqual(argumentRows.map(({ name }) => name));
    const outputs = outputRows.map(({ name }) => name);
    expect(Object.keys(properties)).toEqual([...Object.keys(inputProperties), ...outputs]);
    expect(requiredInputs).toEqual(["instanceId"]);
    expect(Object.keys(properties).filter((name) => properties[name].secret)).toEqual(["secrets"]);
    expect(inputProperties.onInterrupt.description).toContain("to end; with `stop`, all processes");
    expect(inputProperties.connection.$ref).toBe("#/types/ec2-instance-connect:index:Connection");
    expect(JSON.stringify(committed)).not.toMatch(/"default"|`aws:|additionalSecretOutputs/);
});
