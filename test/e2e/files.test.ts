import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { makeSeededRandom } from "../support/seeded-random";
import { InstanceConnectCommand, makeTestStack, type TestStack } from "./engine";

let lab: Lab;
let instance: LabInstance;
let stack: TestStack | undefined;
let local: string;

beforeAll(async () => {
    lab = await startLab();
});
beforeEach(async () => {
    instance = await lab.launchInstance();
    local = mkdtempSync(join(tmpdir(), "eic-sources-"));
});
afterEach(async () => {
    stack?.remove();
    stack = undefined;
    await instance.terminate();
    rmSync(local, { recursive: true, force: true });
});
afterAll(() => lab.stop());

const home = (...names: string[]) => join(instance.homeOf("ec2-user"), ...names);

function program(args: Omit<InstanceConnectCommandArgs, "instanceId">) {
    return async () => {
        const command = new InstanceConnectCommand("command", { instanceId: instance.instanceId, ...args });
        const { stdout, outcome, fileHashes } = command;
        return { stdout, outcome, fileHashes };
    };
}

/** All that is in the files of a folder. */
function everythingIn(folder: string): string {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
        .join("\n");
}

describe("files", () => {
    test("are in place before the script runs, send nothing when nothing changed, and rerun the script", async () => {
        const source = join(local, "b.conf");
        writeFileSync(source, "from a file\n");
        const args = (content: string) =>
            program({
                files: [
                    { content, remotePath: home("etc/a.conf"), mode: "0640", onDelete: "remove" },
                    { source: new pulumi.asset.FileAsset(source), remotePath: home("etc/b.conf"), onDelete: "remove" },
                ],
                create: `cat ${home("etc/a.conf")} ${home("etc/b.conf")}`,
            });
        stack = await makeTestStack(lab, args("first\n"));
        const first = await stack.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs.stdout).toEqual({ value: "first\nfrom a file", secret: false });
        const sha256 = createHash("sha256").update("from a file\n").digest("hex");
        expect(first.outputs.fileHashes).toEqual({ value: { [home("etc/b.conf")]: sha256 }, secret: false });
        expect(statSync(home("etc/a.conf")).mode & 0o777).toBe(0o640);
        const contacted = () => [lab.requests.length, instance.connections.total];
        const before = contacted();
        expect((await stack.up()).changes).toEqual({ same: 1 });
        expect(contacted()).toEqual(before);
        const preview = await stack.preview(args("second\n"));
        expect(preview.output).toContain(`${home("etc/a.conf")} (content, 7 bytes)`);
        expect(preview.output).not.toContain(`${home("etc/b.conf")} (`);
        expect(contacted()).toEqual(before);
        const second = await stack.up(args("second\n"));
        expect(second.changes).toEqual({ update: 1 });
        expect(second.outputs.stdout?.value).toBe("second\nfrom a file");
        expect((await stack.destroy()).failure).toBeUndefined();
        expect(existsSync(home("etc"))).toBe(false);
    });

    test("need no script, and their contents stand in state encrypted only", async () => {
        const secret = "a text that nobody may read";
        stack = await makeTestStack(
            lab,
            program({
                files: [
                    { content: secret, remotePath: home("a") },
                    { source: new pulumi.asset.StringAsset(secret), remotePath: home("b") },
                    {
                        source: new pulumi.asset.AssetArchive({
                            "in/c": new pulumi.asset.StringAsset(secret),
                            d: new pulumi.asset.AssetArchive({ e: new pulumi.asset.StringAsset(secret) }),
                        }),
                        remotePath: home("tree"),
                    },
                ],
            }),
        );
        const { outputs, failure, output } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs.outcome?.value).toBe("none");
        for (const name of ["a", "b", "tree/in/c", "tree/d/e"]) {
            expect(readFileSync(home(name), "utf8")).toBe(secret);
        }
        expect(everythingIn(stack.folder)).not.toContain(secret);
        expect(output).not.toContain(secret);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });

    test("that can't be placed mean that the script did not run", async () => {
        writeFileSync(home("file"), "in the way");
        stack = await makeTestStack(
            lab,
            program({ files: [{ content: "a", remotePath: home("file/a") }], create: `touch ${home("ran")}` }),
        );
        const { failure } = await stack.up();
        expect(failure).toContain("FILE_IN_THE_WAY");
        expect(failure).toContain("The command did not run.");
        expect(existsSync(home("ran"))).toBe(false);
    });

    test("that can't be placed, without a script, are reported without mention of a script", async () => {
        writeFileSync(home("file"), "in the way");
        stack = await makeTestStack(lab, program({ files: [{ content: "a", remotePath: home("file/a") }] }));
        const { failure } = await stack.up();
        expect(failure).toContain("FILE_IN_THE_WAY");
        expect(failure).not.toContain("The command");
    });

    test("without a script and without files there is nothing to do, which the check says", async () => {
        stack = await makeTestStack(lab, program({ files: [] }));
        expect((await stack.up()).failure).toContain("create: expected a script, or files");
    });

    test("come from directories, archives and addresses; an executable bit alone is a change", async () => {
        const tree = join(local, "tree");
        mkdirSync(join(tree, "bin"), { recursive: true });
        writeFileSync(join(tree, "bin/run"), "#!/bin/sh\necho ran\n");
        execFileSync("tar", ["-czf", join(local, "a.tar.gz"), "."], { cwd: tree });
        const { FileArchive, RemoteArchive, RemoteAsset } = pulumi.asset;
        const up = program({
            files: [
                { source: new FileArchive(tree), remotePath: home("directory") },
                { source: new FileArchive(join(local, "a.tar.gz")), remotePath: home("archive") },
                { source: new RemoteArchive(`file://${join(local, "a.tar.gz")}`), remotePath: home("remote") },
                { source: new RemoteAsset(`file://${join(tree, "bin/run")}`), remotePath: home("file") },
            ],
            create: "cat directory/bin/run archive/bin/run remote/bin/run file | sha256sum; ls -l directory/bin",
        });
        stack = await makeTestStack(lab, up);
        const first = await stack.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs.stdout?.value).toContain("-rw-r--r--");
        expect((await stack.up()).changes).toEqual({ same: 1 });
        chmodSync(join(tree, "bin/run"), 0o755);
        const second = await stack.up();
        expect(second.changes).toEqual({ update: 1 });
        expect(second.output).toContain(`${home("directory/bin/run")} (executable)`);
        expect(second.outputs.stdout?.value).toContain("-rwxr-xr-x");
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });

    test("that changed on this machine are no drift: a refresh looks at none of them, and needs none", async () => {
        const tree = join(local, "tree");
        mkdirSync(tree);
        writeFileSync(join(tree, "run"), "true\n");
        const source = new pulumi.asset.FileArchive(tree);
        stack = await makeTestStack(lab, program({ files: [{ source, remotePath: home("t") }] }));
        expect((await stack.up()).failure).toBeUndefined();
        chmodSync(join(tree, "run"), 0o755);
        const changed = await stack.refresh({ expectNoChanges: true });
        expect([changed.failure, changed.output.includes("Files that change")]).toEqual([undefined, false]);
        rmSync(tree, { recursive: true });
        expect((await stack.refresh({ expectNoChanges: true })).failure).toBeUndefined();
    });

    test("with a link that leads outside, or that are not there, are refused before anything is contacted", async () => {
        mkdirSync(join(local, "tree"));
        symlinkSync("/etc/passwd", join(local, "tree/link"));
        stack = await makeTestStack(
            lab,
            program({ files: [{ source: new pulumi.asset.FileArchive(join(local, "tree")), remotePath: home("t") }] }),
        );
        const calls = lab.requests.length;
        const { failure } = await stack.up();
        expect(failure).toContain("files[0].source");
        expect(failure).toContain("points outside of it");
        expect(lab.requests).toHaveLength(calls);
    });

    test("through links that are cut at random bytes, many at once, end whole on every path", async () => {
        const random = makeSeededRandom(6);
        const many = Array.from({ length: 12 }, (_, index) => ({
            path: home(`many/${index}`),
            content: String.fromCharCode(97 + index).repeat(Math.floor(random() * 400_000)),
        }));
        for (let cut = 0; cut < 10; cut += 1) {
            instance.faults.cutNextConnections({ toServer: 5_000 + Math.floor(random() * 600_000) });
        }
        stack = await makeTestStack(lab, async () => {
            for (const [index, { path, content }] of many.entries()) {
                new InstanceConnectCommand(`command-${index}`, {
                    instanceId: instance.instanceId,
                    files: [{ content, remotePath: path }],
                    create: `echo run >> ${home(`ran-${index}`)}`,
                });
            }
            return {};
        });
        expect((await stack.up()).failure).toBeUndefined();
        expect(instance.connections.total).toBeGreaterThan(3);
        for (const [index, { path, content }] of many.entries()) {
            expect(readFileSync(path, "utf8") === content, path).toBe(true);
            expect(readFileSync(home(`ran-${index}`), "utf8")).toBe("run\n");
        }
        expect(readdirSync(home("many")).filter((name) => name.startsWith(".eic-"))).toEqual([]);
    });

    test("to be removed contact the host on delete, without a delete script, unless the instance is gone", async () => {
        const files = (content: string) => [{ content, remotePath: home("a"), onDelete: "remove" as const }];
        stack = await makeTestStack(lab, program({ files: files("a"), create: "true" }));
        await stack.up();
        const moved = await stack.up(
            program({ files: [{ content: "a", remotePath: home("b"), onDelete: "remove" }], create: "true" }),
        );
        expect(moved.failure).toBeUndefined();
        expect([existsSync(home("a")), existsSync(home("b"))]).toEqual([false, true]);
        await instance.terminate();
        const { failure, output } = await stack.destroy();
        expect(failure).toBeUndefined();
        expect(output).toContain(`${instance.instanceId} is terminated`);
    });
});
