import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { root } from "../support/imports";
import { makeEmptyProject, packPackage } from "./fresh-project";
import { fetchInstallers, installers } from "./installers";
import { programKinds } from "./programs";
import { upAndDestroy } from "./up-and-destroy";

/** An installation from a registry that may be slow. */
const LONG_MS = 30 * 60_000;

let folder: string;
let tools: string;
let tarball: string;
let lab: Lab;
let instance: LabInstance;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "installed-"));
    tools = join(folder, "tools");
    mkdirSync(tools);
    [tarball, lab] = await Promise.all([packPackage(folder), startLab(), fetchInstallers(tools)]);
    instance = await lab.launchInstance();
}, LONG_MS);
afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
});

/** The program's own Pulumi: the one that we develop on. */
function pulumiVersion(): string {
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return devDependencies["@pulumi/pulumi"];
}

test.each(installers)(
    "installed by $title, a program runs on the real engine",
    { timeout: LONG_MS },
    async (installer) => {
        const kind = programKinds.find(({ title }) => title === "JavaScript, CommonJS");
        const project = makeEmptyProject({
            version: "1.0.0",
            license: "UNLICENSED",
            type: kind?.moduleType,
            dependencies: { "@pulumi/pulumi": pulumiVersion(), "pulumi-ec2-instance-connect": `file:${tarball}` },
        });
        try {
            await installer.install(project.folder, tools);
            const outputs = kind && (await upAndDestroy(project, kind, lab, instance));
            expect(outputs).toEqual({ stdout: "it works", exitCode: 0 });
        } finally {
            project.remove();
        }
    },
);
