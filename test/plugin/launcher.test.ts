// The program that the engine starts where there is a Node.js.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PLUGIN, startPlugin } from "./plugin-process";

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "eic-launcher-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("says in one line that Node.js is too old", () => {
    const older = join(folder, "older.cjs");
    writeFileSync(
        older,
        'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });',
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", older, PLUGIN], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^pulumi-ec2-instance-connect needs Node\.js 22\.12 or later, and this is 20\.20\.2\..*\n$/);
});

test("tells its port before the rest is loaded, and serves who connects at once", async () => {
    const loads = join(folder, "loads.cjs");
    writeFileSync(
        loads,
        `const module_ = require("node:module");
        const load = module_._load;
        module_._load = (name, ...more) => {
            if (name === "./plugin.cjs") process.stdout.write("loading\\n");
            return load(name, ...more);
        };`,
    );
    const child = spawn(process.execPath, ["--require", loads, PLUGIN], { stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    for await (const chunk of child.stdout) {
        told += chunk;
        if (told.includes("loading")) {
            child.kill("SIGKILL");
        }
    }
    expect(told).toMatch(/^\d+\nloading\n$/);
    const plugin = await startPlugin();
    expect(await plugin.schema()).toMatchObject({ name: "ec2-instance-connect" });
    await plugin.stop();
});
