import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
    chmodSync,
    existsSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { type CommandUser, makeUser } from "./command";
import { openWindow } from "./window";

let lab: Lab;
let user: CommandUser;
let instance: LabInstance;

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
    instance = await lab.launchInstance({ kind: "openssh" });
});

afterEach(async () => {
    user.remove();
    await lab.stop();
});

function cp(...args: readonly string[]) {
    return user.run(["cp", "--port", String(instance.port), ...args]);
}

/** A path on the instance, for the command line. */
function there(path: string): string {
    return `${instance.instanceId}:${path}`;
}

function here(...names: readonly string[]): string {
    return join(user.home, ...names);
}

/** Where a path of the user's home on the instance is on this machine. */
function thereAt(...names: readonly string[]): string {
    return join(instance.homeOf("ec2-user"), ...names);
}

describe("a file", () => {
    test("goes there and back, byte for byte", async () => {
        const content = randomBytes(3_000_000);
        writeFileSync(here("file"), content, { mode: 0o754 });
        const up = await cp("file", there(""));
        expect(up).toEqual({ exitCode: 0, stdout: "file -> /home/ec2-user/file  2.9 MiB\n", stderr: "" });
        expect(readFileSync(thereAt("file")).equals(content)).toBe(true);
        const down = await cp(there("file"), "back");
        expect(down).toMatchObject({ exitCode: 0, stderr: "" });
        expect(readFileSync(here("back")).equals(content)).toBe(true);
        expect(readdirSync(user.home).filter((name) => name.startsWith(".eic"))).toEqual([]);
    });
});

describe("destinations are those of scp", () => {
    test("up: into a directory, by another name, several only into a directory", async () => {
        writeFileSync(here("a"), "a");
        writeFileSync(here("b"), "b");
        mkdirSync(thereAt("d"));
        owned(thereAt("d"));
        expect((await cp("a", there("d"))).exitCode).toBe(0);
        expect((await cp("a", there("~/d/other"))).exitCode).toBe(0);
        expect((await cp("a", "b", there("d/"))).exitCode).toBe(0);
        expect(readdirSync(thereAt("d")).sort()).toEqual(["a", "b", "other"]);
        const refused = await cp("a", "b", there("none"));
        expect(refused).toMatchObject({ exitCode: 255 });
        expect(refused.stderr).toContain(`none is not a directory on ${instance.instanceId}`);
        expect((await cp("a", there("no/such/x"))).stderr).toContain("there is no directory");
        expect(existsSync(thereAt("no"))).toBe(false);
    });

    test("down: into a directory, by another name, several only into a directory", async () => {
        writeFileSync(thereAt("a"), "a");
        writeFileSync(thereAt("b.log"), "b");
        writeFileSync(thereAt("c.log"), "c");
        mkdirSync(here("d"));
        expect((await cp(there("a"), "d")).exitCode).toBe(0);
        expect((await cp(there("a"), "d/other")).exitCode).toBe(0);
        expect((await cp(there("*.log"), there("~/a"), "d")).exitCode).toBe(0);
        expect(readdirSync(here("d")).sort()).toEqual(["a", "b.log", "c.log", "other"]);
        expect((await cp(there("*.log"), "none")).stderr).toContain("none is not a directory");
        expect((await cp(there("a"), "no/such")).exitCode).toBe(1);
        expect((await cp(there("a"), "./x:y")).exitCode).toBe(0);
        expect(readFileSync(here("x:y"), "utf8")).toBe("a");
    });

    test("a name finds the instance, and what can't be is refused with the reason", async () => {
        const web = await lab.launchInstance({ kind: "openssh", tags: { Name: "web-1" } });
        writeFileSync(here("a"), "a");
        expect((await user.run(["cp", "--port", String(web.port), "a", "web-1:"])).exitCode).toBe(0);
        expect((await user.run(["cp", "--port", String(web.port), "ec2-user@tag:Name=web-1:a", "b"])).exitCode).toBe(0);
        expect(readFileSync(here("b"), "utf8")).toBe("a");
        expect((await cp(there("a"), "web-1:")).stderr).toContain("can't copy from one instance to another");
        expect((await cp("a", "b")).stderr).toContain("neither end is on an instance");
        expect((await cp("a")).stderr).toContain("expected at least one source and a destination");
    });
});

/** A tree with names of any kind, empty files, a link and an empty directory. */
function makeTree(top: string): void {
    mkdirSync(join(top, "sub dir", "deep"), { recursive: true });
    mkdirSync(join(top, "empty"), { mode: 0o700 });
    for (const name of NAMES) {
        writeFileSync(join(top, "sub dir", name), name.repeat(100));
    }
    writeFileSync(join(top, "none"), "");
    writeFileSync(join(top, "run"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(join(top, "big"), randomBytes(5_000_000), { mode: 0o600 });
    symlinkSync("sub dir/it's", join(top, "link"));
    symlinkSync("..", join(top, "sub dir", "deep", "loop"));
    symlinkSync("nowhere", join(top, "dead"));
}

const NAMES = [" a ", "it's", 'q"', "line\nbreak\n", "-rf", "ä€😀", "*", "a\\b", "$(touch x)", ".hidden", "%s", "x:y"];

/** Everything in a tree: contents and permissions, links followed. */
function treeOf(top: string, within = ""): Record<string, string> {
    return Object.fromEntries(
        readdirSync(join(top, within)).flatMap((name) => {
            const path = join(within, name);
            const facts = statSync(join(top, path));
            const mode = (facts.mode & 0o777).toString(8);
            return facts.isDirectory()
                ? [[path, mode], ...Object.entries(treeOf(top, path))]
                : [
                      [
                          path,
                          `${mode} ${createHash("sha256")
                              .update(readFileSync(join(top, path)))
                              .digest("hex")}`,
                      ],
                  ];
        }),
    );
}

function withoutBroken(top: string): void {
    rmSync(join(top, "dead"));
    rmSync(join(top, "sub dir", "deep", "loop"));
}

describe("a directory", () => {
    test("goes up with -r, links followed, and what can't be copied is named while the rest goes on", async () => {
        makeTree(here("tree"));
        const refused = await cp("tree", there(""));
        expect(refused).toMatchObject({ exitCode: 1 });
        expect(refused.stderr).toBe("tree: It is a directory: copy it with -r.\n");
        const first = await cp("-r", "tree", there(""));
        expect(first.exitCode).toBe(1);
        expect(first.stderr.split("\n").sort()).toEqual([
            "",
            "tree/dead: no such file or directory.",
            "tree/sub dir/deep/loop: It is a link to a directory that it is in.",
        ]);
        withoutBroken(here("tree"));
        expect(treeOf(thereAt("tree"))).toEqual(treeOf(here("tree")));
        const again = await cp("-r", "tree/.", there("tree"));
        expect(again).toMatchObject({ exitCode: 0, stderr: "" });
        expect(treeOf(thereAt("tree"))).toEqual(treeOf(here("tree")));
    });

    test("comes down with -r, links followed, and what can't be copied is named while the rest goes on", async () => {
        makeTree(thereAt("tree"));
        writeFileSync(thereAt("tree", "secret"), "root's", { mode: 0o600 });
        execFileSync("mkfifo", [thereAt("tree", "pipe")]);
        owned(thereAt("tree"), "secret");
        expect((await cp(there("tree"), ".")).stderr).toBe(
            "/home/ec2-user/tree: It is a directory: copy it with -r.\n",
        );
        const first = await cp("-r", there("tree"), ".");
        expect(first.exitCode).toBe(1);
        expect(first.stderr.split("\n").sort()).toEqual([
            "",
            "/home/ec2-user/tree/dead: It is a link that leads nowhere.",
            "/home/ec2-user/tree/pipe: It is not a regular file.",
            expect.stringMatching(/^\/home\/ec2-user\/tree\/secret: .*the user is not allowed to.*Permission denied/),
            "/home/ec2-user/tree/sub dir/deep/loop: It is a link to a directory that it is in.",
        ]);
        withoutBroken(thereAt("tree"));
        rmSync(thereAt("tree", "secret"));
        rmSync(thereAt("tree", "pipe"));
        expect(treeOf(here("tree"))).toEqual(treeOf(thereAt("tree")));
        expect((await cp("-r", there("tree/"), here("tree", "new"))).exitCode).toBe(0);
        expect((await cp("-r", there("tree/."), here("other"))).exitCode).toBe(0);
        expect(treeOf(here("other"))).toEqual(treeOf(thereAt("tree")));
    });

    test("with a name that is no UTF-8 goes without it, and names it", async () => {
        const bad = Buffer.from([0x62, 0xff]);
        for (const top of [here("tree"), thereAt("tree")]) {
            mkdirSync(top);
            writeFileSync(Buffer.concat([Buffer.from(`${top}/`), bad]), "bad");
        }
        writeFileSync(here("tree", "up"), "up");
        writeFileSync(thereAt("tree", "down"), "down");
        owned(thereAt("tree"));
        expect(await cp("-r", "tree", there(""))).toMatchObject({
            exitCode: 1,
            stderr: "tree/b\ufffd: Its name is not UTF-8.\n",
        });
        expect(await cp("-r", there("tree"), "new")).toMatchObject({
            exitCode: 1,
            stderr: "/home/ec2-user/tree/b\ufffd: Its name is not UTF-8.\n",
        });
        expect(readdirSync(here("new")).sort()).toEqual(["down", "up"]);
    });

    test("keeps permissions and times with -p", async () => {
        mkdirSync(here("tree"), { mode: 0o777 });
        writeFileSync(here("tree", "f"), "f");
        chmodSync(here("tree", "f"), 0o666);
        chmodSync(here("tree"), 0o777);
        utimesSync(here("tree", "f"), 1_000_000_000, 1_100_000_000);
        utimesSync(here("tree"), 1_000_000_001, 1_100_000_001);
        expect((await cp("-rp", "tree", there(""))).exitCode).toBe(0);
        expect((await cp("-rp", there("tree"), "back")).exitCode).toBe(0);
        for (const top of [thereAt("tree"), here("back")]) {
            expect(treeOf(top)).toEqual(treeOf(here("tree")));
            expect(statSync(join(top, "f")).mtimeMs).toBe(1_100_000_000_000);
            expect(statSync(top).mtimeMs).toBe(1_100_000_001_000);
            expect(statSync(top).mode & 0o777).toBe(0o777);
        }
        writeFileSync(here("plain"), "", { mode: 0o666 });
        expect((await cp("plain", there("plain"))).exitCode).toBe(0);
        expect(statSync(thereAt("plain")).mode & 0o777).toBe(0o644);
        chmodSync(thereAt("plain"), 0o600);
        writeFileSync(here("plain"), "changed");
        expect((await cp("plain", there("plain"))).exitCode).toBe(0);
        expect(statSync(thereAt("plain")).mode & 0o777).toBe(0o600);
    });
});

describe("on other ways", () => {
    test("through an endpoint, and as root, who is the owner of what is copied", async () => {
        const far = await lab.launchInstance({
            kind: "openssh",
            osUsers: ["ec2-user", "root"],
            publicAddress: "none",
            privateAddress: "vpc-only",
        });
        await lab.createEndpoint();
        mkdirSync(here("tree"));
        writeFileSync(here("tree", "a"), "a");
        const copy = (...args: readonly string[]) => user.run(["cp", "--port", String(far.port), ...args]);
        expect(await copy("-rq", "tree", `${far.instanceId}:new/`)).toMatchObject({ exitCode: 0, stderr: "" });
        expect(await copy("-rq", `${far.instanceId}:new`, "back/")).toMatchObject({ exitCode: 0, stderr: "" });
        expect(readFileSync(here("back", "a"), "utf8")).toBe("a");
        writeFileSync(here("tree", "a"), "b");
        const asRoot = await copy("-rq", "tree/.", `root@${far.instanceId}:/home/ec2-user/new`);
        expect(asRoot).toMatchObject({ exitCode: 0, stderr: "" });
        expect(readFileSync(join(far.homeOf("ec2-user"), "new", "a"), "utf8")).toBe("b");
        expect(statSync(join(far.homeOf("ec2-user"), "new", "a")).uid).toBe(0);
    });
});

describe("what is in the way", () => {
    test("special files, files that may not be written, and links at either end", async () => {
        execFileSync("mkfifo", [here("pipe")]);
        writeFileSync(here("a"), "a");
        expect((await cp("pipe", there(""))).stderr).toBe(
            "pipe: It is a named pipe, and only files and directories are copied.\n",
        );
        expect((await cp(there("none"), ".")).stderr).toMatch(/none: .*it is not there.*No such file/);
        const denied = await cp("a", there("/etc/passwd"));
        expect(denied).toMatchObject({ exitCode: 1, stdout: "" });
        expect(denied.stderr).toContain("/etc/passwd: Could not write /etc/passwd on the instance");
        // A link is followed, at either end.
        writeFileSync(thereAt("target"), "old");
        owned(thereAt("target"));
        symlinkSync("target", thereAt("link"));
        expect((await cp("a", there("link"))).exitCode).toBe(0);
        expect(readFileSync(thereAt("target"), "utf8")).toBe("a");
        expect(lstatSync(thereAt("link")).isSymbolicLink()).toBe(true);
        writeFileSync(here("mine"), "old", { mode: 0o640 });
        symlinkSync("mine", here("mylink"));
        expect((await cp(there("link"), "mylink")).exitCode).toBe(0);
        expect(readFileSync(here("mine"), "utf8")).toBe("a");
        expect(statSync(here("mine")).mode & 0o777).toBe(0o640);
        expect((await cp(there("target"), "pipe")).exitCode).toBe(1);
    });

    test("one file of many that may not be written does not keep the others", async () => {
        mkdirSync(here("tree", "closed"), { recursive: true });
        mkdirSync(thereAt("tree", "closed"), { recursive: true });
        owned(thereAt("tree"), "closed");
        for (let index = 0; index < 20; index += 1) {
            writeFileSync(here("tree", `f${index}`), `${index}`);
        }
        writeFileSync(here("tree", "closed", "x"), "x");
        const ended = await cp("-r", "tree", there(""));
        expect(ended.exitCode).toBe(1);
        expect(ended.stderr).toMatch(/^\/home\/ec2-user\/tree\/closed\/x: .*not allowed to.*\n$/);
        expect(readdirSync(thereAt("tree"))).toHaveLength(21);
    });
});

describe("a connection that is cut", () => {
    test("is made again, and the copy goes on, down and up", async () => {
        const content = randomBytes(12_000_000);
        writeFileSync(thereAt("big"), content);
        const stderr = `The connection to ${instance.instanceId} was lost. Connecting again.\n`;
        instance.faults.cutNextConnections({ toClient: 5_000_000 });
        expect(await cp(there("big"), "big")).toMatchObject({ exitCode: 0, stderr });
        expect(readFileSync(here("big")).equals(content)).toBe(true);
        expect(instance.pushedKeys).toHaveLength(2);
        instance.faults.cutNextConnections({ toServer: 5_000_000 });
        expect(await cp("big", there("up"))).toMatchObject({ exitCode: 0, stderr });
        expect(readFileSync(thereAt("up")).equals(content)).toBe(true);
    });
});

describe("what is printed", () => {
    test("nothing with --quiet, and one JSON object with --json", async () => {
        writeFileSync(here("a"), "twelve bytes");
        expect(await cp("-q", "a", there(""))).toEqual({ exitCode: 0, stdout: "", stderr: "" });
        const { stdout, exitCode } = await cp("--json", there("a"), there("none"), ".");
        expect(exitCode).toBe(1);
        expect(JSON.parse(stdout)).toEqual({
            copied: [{ from: "/home/ec2-user/a", to: "a", sizeBytes: 12 }],
            failed: [
                {
                    path: "/home/ec2-user/none",
                    code: "FILE_REMOTE_MISSING",
                    reason: expect.stringContaining("not there"),
                },
            ],
        });
    });

    test("an interrupted copy leaves nothing that is half, and exits with 130", async () => {
        instance.faults.setLink({ bytesPerSecond: 2_000_000 });
        for (const [from, to, folder] of [
            [there("big"), "big", user.home],
            ["source", there("up"), thereAt()],
        ] as const) {
            writeFileSync(thereAt("big"), randomBytes(20_000_000));
            writeFileSync(here("source"), randomBytes(20_000_000));
            const before = readdirSync(folder).sort();
            const main = join(process.cwd(), "dist/cli/main.js");
            const child = user.start(process.execPath, [main, "cp", "--port", String(instance.port), from, to]);
            await vi.waitUntil(() => readdirSync(folder).some((name) => name.startsWith(".eic")), { timeout: 20_000 });
            child.kill("SIGINT");
            expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(130);
            const own = [".cache", "config"];
            expect(readdirSync(folder).filter((name) => ![...before, ...own].includes(name))).toEqual([]);
        }
    });
});

describe("in a terminal", () => {
    test("a bar is redrawn on one line, and Ctrl-C ends the copy with 130", async () => {
        writeFileSync(here("a file"), randomBytes(6_000_000));
        instance.faults.setLink({ bytesPerSecond: 2_000_000 });
        const main = join(process.cwd(), "dist/cli/main.js");
        const args = [process.execPath, main, "cp", "--port", String(instance.port), "a file", there("")];
        const window = await openWindow(user, args, { columns: 70, rows: 10 });
        try {
            await window.shows(/a file +[1-9]\d?% +\d+(\.\d)? [KM]iB +[\d.]+ [KM]iB\/s +00:0\d\s/);
            await window.shows(/^a file +100% +5\.7 MiB +[\d.]+ [KM]iB\/s +00:0\d\s+ended-0/m);
        } finally {
            await window.close();
        }
        const other = await openWindow(user, [...args.slice(0, -1), there("other")], { columns: 30, rows: 10 });
        try {
            await other.shows(/a file +[1-9]\d?% /);
            await other.type("C-c");
            await other.shows(/ended-130/);
        } finally {
            await other.close();
        }
        expect(readdirSync(thereAt()).filter((name) => name !== "a file" && !/^\.(bash|profile)/.test(name))).toEqual(
            [],
        );
    });
});

describe("sftp", () => {
    test("runs the real one, with its options as it reads them", async () => {
        writeFileSync(thereAt("a"), "a");
        const sftp = (...args: readonly string[]) => user.run(["sftp", "--port", String(instance.port), ...args]);
        expect((await sftp("-p", "-q", there("a"), "-l", "100000", "back")).exitCode).toBe(0);
        expect(readFileSync(here("back"), "utf8")).toBe("a");
        writeFileSync(here("batch"), "put back up\nls\n");
        const batched = await sftp("-b", "batch", instance.instanceId);
        expect(batched).toMatchObject({ exitCode: 0 });
        expect(batched.stdout).toMatch(/\ba\b.*\bup\b/s);
        expect(readFileSync(thereAt("up"), "utf8")).toBe("a");
        expect((await sftp("-Z", instance.instanceId)).stderr).toContain("sftp has no option -Z");
        writeFileSync(here("batch"), "get none\n");
        const failed = await user.run(["sftp", "-bbatch", "-P", String(instance.port), instance.instanceId]);
        expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("none") });
    });

    test("names cp if it is not installed", async () => {
        const ended = await user.run(["sftp", instance.instanceId], { environment: { PATH: user.home } });
        expect(ended.exitCode).toBe(255);
        expect(ended.stderr).toContain("ec2-instance-connect cp FILE i-…:PATH");
    });
});

/** Gives what a test has made on the instance to its user, but for one name. */
function owned(path: string, but = "/"): void {
    const { uid, gid } = statSync(thereAt());
    execFileSync("find", [path, "-name", but, "-prune", "-o", "-exec", "chown", "-h", `${uid}:${gid}`, "{}", "+"]);
}
