import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FileArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { providerProcesses } from "./processes";
import { useScene } from "./scene";

const scene = useScene({ kind: "openssh" });
// Hardly compressible: it takes its time on a slow link.
const NEW = randomBytes(1_500_000).toString("hex");
const OLD = "old".repeat(100_000);
const TARGET = "/home/ec2-user/in/file";

let local: string;
let source: string;

beforeEach(() => {
    local = mkdtempSync(join(tmpdir(), "files-atomic-"));
    source = join(local, "source");
    writeFileSync(source, NEW);
});
afterEach(() => rmSync(local, { recursive: true, force: true }));

function place(files: FileArgs[], create = "echo x >> ~/ran") {
    return async () => {
        new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, files, create });
    };
}

const entry = (remotePath = TARGET): FileArgs => ({ source: new pulumi.asset.FileAsset(source), remotePath });
const hasBegun = () =>
    existsSync(scene.home("in")) && readdirSync(scene.home("in")).some((name) => name.startsWith(".eic-"));
const contentNow = () => (existsSync(scene.home("in/file")) ? readFileSync(scene.home("in/file"), "utf8") : undefined);

describe("a file that is being sent", () => {
    test("is not there until it is whole: a killed provider leaves nothing in sight, and the next up clears up", async () => {
        const stack = await scene.makeStack(place([entry()]));
        scene.instance.faults.setLink({ bytesPerSecond: 100_000 });
        const up = stack.up();
        await expect.poll(hasBegun).toBe(true);
        for (const pid of providerProcesses(stack.folder)) {
            process.kill(pid, "SIGKILL");
        }
        expect((await up).failure).toContain("error reading from server");
        expect(contentNow()).toBeUndefined();
        expect(existsSync(scene.home("ran"))).toBe(false);
        await scene.instance.faults.clear();
        expect((await stack.up()).failure).toBeUndefined();
        expect(contentNow()).toBe(NEW);
        expect(readdirSync(scene.home("in"))).toEqual(["file"]);
        expect(readFileSync(scene.home("ran"), "utf8")).toBe("x\n");
    });

    test("replaces the old one at one moment: who reads meanwhile gets the old one or the new one", async () => {
        const stack = await scene.makeStack(place([{ content: OLD, remotePath: TARGET }]));
        await stack.up();
        scene.instance.faults.setLink({ bytesPerSecond: 1_500_000 });
        const seen = new Set<string>();
        const look = () => {
            const content = contentNow();
            seen.add(content === OLD ? "old" : content === NEW ? "new" : `${content?.length} bytes`);
        };
        const reading = setInterval(look, 3);
        const { failure } = await stack.up(place([entry()]));
        clearInterval(reading);
        look();
        expect(failure).toBeUndefined();
        expect([...seen]).toEqual(["old", "new"]);
    });

    test("whose source changes meanwhile is not put in place, and the script does not run", async () => {
        const stack = await scene.makeStack(place([entry()]));
        scene.instance.faults.setLink({ bytesPerSecond: 100_000 });
        const up = stack.up();
        await expect.poll(hasBegun).toBe(true);
        appendFileSync(source, "one line more");
        await scene.instance.faults.clear();
        const { failure } = await up;
        expect(failure).toContain("FILE_SOURCE_CHANGED");
        expect(failure).toContain("did not run");
        expect(contentNow()).toBeUndefined();
        expect(existsSync(scene.home("ran"))).toBe(false);
    });
});

describe("a file system of the host", () => {
    const mount = (options: string) => `sudo mkdir -p /mnt/small && sudo mount ${options} tmpfs /mnt/small`;

    test("that is full keeps the old file whole, and takes the new one when there is room", async () => {
        const target = "/mnt/small/file";
        const show = `cmp ${target} ~/expected && ls -A /mnt/small >~/listed`;
        const setup = `${mount("-t tmpfs -o size=1m,mode=777")} && printf %s kept >${target} && printf %s kept >~/expected && ${show}`;
        const stack = await scene.makeStack(place([], setup));
        expect((await stack.up()).failure).toBeUndefined();
        const { failure } = await stack.up(place([entry(target)], "touch ~/ran"));
        expect(failure).toContain("FILE_NO_SPACE");
        expect(failure).toContain("did not run");
        expect((await stack.up(place([], show))).failure).toBeUndefined();
        expect(readFileSync(scene.home("listed"), "utf8")).toBe("file\n");
        const grow = "sudo mount -o remount,size=8m /mnt/small";
        expect((await stack.up(place([], grow))).failure).toBeUndefined();
        writeFileSync(scene.home("expected"), NEW);
        expect((await stack.up(place([entry(target)], show))).failure).toBeUndefined();
    });

    test("that is mounted read-only is named, and nothing runs", async () => {
        const stack = await scene.makeStack(place([], mount("-t tmpfs -o ro")));
        expect((await stack.up()).failure).toBeUndefined();
        const { failure } = await stack.up(place([entry("/mnt/small/file")], "touch ~/ran"));
        expect(failure).toContain("FILE_READ_ONLY");
        expect(failure).toContain("/mnt/small/file");
        expect(existsSync(scene.home("ran"))).toBe(false);
    });
});
