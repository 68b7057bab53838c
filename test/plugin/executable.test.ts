// The plugin as one executable: built, installed from its archive, and played with no Node.js to be found.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, startLab } from "../../lab";
import { root } from "../support/imports";
import { startPlugin } from "./plugin-process";
import { makeYamlStack, TYPE } from "./yaml-stack";

let folder: string;
let built: { program: string; archive: string };
let lab: Lab;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "eic-executable-"));
    const script = join(root, "scripts", "plugin", "executable.mjs");
    const { buildExecutable } = (await import(script)) as { buildExecutable(into: string): Promise<typeof built> };
    built = await buildExecutable(folder);
    lab = await startLab();
});
afterAll(async () => {
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
});

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

test("has the archive and the checksum that Pulumi asks for", async () => {
    expect(built.archive).toMatch(
        /\/pulumi-resource-ec2-instance-connect-v\d+\.\d+\.\d+(?:-[\w.]+)?-(linux|darwin|windows)-(amd64|arm64)\.tar\.gz$/,
    );
    const [told] = readFileSync(`${built.archive}.sha256`, "utf8").split(" ");
    expect(told).toBe(createHash("sha256").update(readFileSync(built.archive)).digest("hex"));
});

test("holds compiled code that its Node.js takes", async () => {
    const { nodeForExecutable } = (await import(join(root, "scripts", "plugin", "node-for-executable.mjs"))) as {
        nodeForExecutable(): Promise<string>;
    };
    const check = `const { readFileSync } = require("node:fs");
        const { constants, Script } = require("node:vm");
        const { cachedDataRejected } = new Script(readFileSync("plugin.cjs", "latin1"), {
            filename: "plugin.cjs",
            cachedData: readFileSync("plugin.cache"),
            importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
        });
        console.log(cachedDataRejected);`;
    const { stdout } = await promisify(execFile)(await nodeForExecutable(), ["-e", check], {
        cwd: join(folder, "bundle"),
    });
    expect(stdout.trim()).toBe("false");
});

test("answers with no environment at all, and ends with the signal", async () => {
    const plugin = await startPlugin({ PATH: "" }, built.program);
    expect(await plugin.schema()).toMatchObject({ name: "ec2-instance-connect", version });
    await plugin.stop();
});

test("passes the check that a release makes on each platform", async () => {
    const check = join(root, "scripts", "plugin", "try-executable.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [check, built.program]);
    expect(stdout).toMatch(new RegExp(`serves ec2-instance-connect ${version} on port \\d+\n$`));
    const other = promisify(execFile)(process.execPath, [check, process.execPath]);
    await expect(other).rejects.toThrow("without a port");
});

test("starts whatever NODE_OPTIONS says, which is for another Node.js", async () => {
    const plugin = await startPlugin({ PATH: "", NODE_OPTIONS: "--no-such-flag" }, built.program);
    expect(await plugin.schema()).toMatchObject({ version });
    await plugin.stop();
});

test("installed from its archive, plays a program without Node.js", async () => {
    const PATH = process.env.PULUMI_YAML_HOST ?? "";
    expect(existsSync(join(PATH, "node"))).toBe(false);
    const instance = await lab.launchInstance();
    const stack = await makeYamlStack(lab, { plugin: "installed", environment: { PATH } });
    try {
        await promisify(execFile)(
            join(process.env.PULUMI_CLI_ROOT ?? "", "bin", "pulumi"),
            ["plugin", "install", "resource", "ec2-instance-connect", version, "-f", built.archive],
            { env: { PATH, HOME: folder, PULUMI_HOME: join(stack.folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" } },
        );
        const program = (create: string) => ({
            resources: {
                command: {
                    type: TYPE,
                    properties: { instanceId: instance.instanceId, create, delete: "touch ~/gone" },
                },
            },
            outputs: { stdout: `\${command.stdout}` },
        });
        const up = await stack.up(program("echo hi"));
        expect(up).toMatchObject({ failure: undefined, outputs: { stdout: { value: "hi" } } });
        expect((await stack.up(program("echo hi"))).changes).toEqual({ same: 1 });
        expect((await stack.up(program("exit 7"))).failure).toContain("exit code 7");
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(existsSync(join(instance.homeOf("ec2-user"), "gone"))).toBe(true);
    } finally {
        stack.remove();
    }
});
