import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLocalSession } from "../support/command-local-session";
import { pathOf } from "../support/command-odd-hosts";
import { root } from "../support/imports";
import { knownTools, toolPath } from "../support/tools";

interface PackageManager {
    packagesOf(missing: readonly string[]): string[];
    command(packages: readonly string[]): string;
    readonly install?: unknown;
}

const moduleAt = (path: string) => pathToFileURL(join(root, "scripts", "test", path)).href;
let findPackageManager: (platform?: string, osRelease?: string) => PackageManager;
let describeMissing: (missing: readonly string[], failure: unknown, manager: PackageManager) => string;
let folder: string;

beforeAll(async () => {
    ({ findPackageManager } = await import(moduleAt("package-manager.mjs")));
    ({ describeMissing } = await import(moduleAt("missing-tools.mjs")));
    folder = mkdtempSync(join(tmpdir(), "tools-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("what is missing", () => {
    test.each([
        ["Debian", "linux", "ID=debian", true],
        ["Ubuntu", "linux", 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian', true],
        ["what is made from it", "linux", 'ID=linuxmint\nID_LIKE="ubuntu debian"', true],
        ["Fedora", "linux", "ID=fedora", false],
        ["an unknown Linux", "linux", "ID=other", false],
        ["macOS", "darwin", "", false],
    ])("is installed on %s or not", (_name, platform, osRelease, isInstalled) => {
        expect(findPackageManager(platform, osRelease).install !== undefined).toBe(isInstalled);
    });

    test("is named with one command for all of it", () => {
        const missing = ["tcsh", "csh", "sshd", "fish"];
        const on = (platform: string, osRelease: string) =>
            describeMissing(missing, undefined, findPackageManager(platform, osRelease));
        expect(on("linux", "ID=debian")).toContain("apt-get install --yes fish openssh-server tcsh");
        expect(on("linux", "ID=fedora")).toContain("sudo dnf install fish openssh-server tcsh");
        expect(on("linux", "")).toContain("on Debian it would be: sudo apt-get update");
        expect(on("darwin", "")).toContain("brew install fish openssh tcsh");
        for (const text of [on("linux", "ID=debian"), on("darwin", "")]) {
            expect(text).toContain("Missing on this machine: tcsh, csh, sshd, fish.");
        }
    });

    test("is named when the system has no package for it", () => {
        const text = describeMissing(["setpriv", "fish"], undefined, findPackageManager("darwin", ""));
        expect(text).toContain("brew install fish");
        expect(text).toContain("This system has no package for setpriv;");
    });
});

test("every tool has a package on Debian, and this machine has them all", () => {
    for (const [tool, { debian }] of Object.entries(knownTools)) {
        expect([tool, debian]).toEqual([tool, expect.stringMatching(/^[a-z0-9-]+$/)]);
        expect(toolPath(tool)).toContain(`/${tool}`);
    }
});

test("every program that a test or the lab starts by name is in the table", () => {
    const START = /(?<![.\w])(?:spawn|execFile|run)(?:Sync)?\(\s*"([a-z][a-z0-9-]*)",/g;
    const OURS = new Set(["node", "npm", "npx", "git"]);
    const started = globSync("{test,lab}/**/*.ts", { cwd: root }).flatMap((path) =>
        [...readFileSync(join(root, path), "utf8").matchAll(START)].map(([, program = ""]) => program),
    );
    expect(started).toContain("ssh-keygen");
    expect([...new Set(started)].filter((program) => !(program in knownTools) && !OURS.has(program))).toEqual([]);
});

describe("a test's host that lacks a tool reports it at once", () => {
    test("when it is made of that tool", () => {
        expect(() => toolPath("no-such-tool")).toThrow("This test needs no-such-tool, which the machine lacks.");
        expect(() => pathOf(["no-such-tool"], folder)).toThrow("no-such-tool");
    });

    test("when that tool is its login shell", async () => {
        const session = makeLocalSession({ loginShell: ["/usr/bin/no-such-shell", "-c"] });
        await expect(session.exec("true")).rejects.toThrow("ENOENT");
    });
});

describe("npm test on a machine without some tools", () => {
    /** Runs the step that brings tools where the machine seems to lack two of them. */
    function bring(environment: Record<string, string>, sudo: string, apt: string) {
        const programs = mkdtempSync(join(folder, "programs-"));
        writeFileSync(join(programs, "sudo"), `#!/bin/sh\n${sudo}\n`, { mode: 0o755 });
        writeFileSync(join(programs, "apt-get"), `#!/bin/sh\n${apt}\n`, { mode: 0o755 });
        symlinkSync("/usr/bin/env", join(programs, "env"));
        const script = `
            const { bringTools, toolChecks } = await import(${JSON.stringify(moduleAt("bring-tools.mjs"))});
            const { tools } = await import(${JSON.stringify(moduleAt("tools.mjs"))});
            tools["no-such-tool"] = { debian: "no-such-package", fedora: "no-such-package", homebrew: "no-such-package" };
            process.getuid = () => ${environment.AS_USER ?? 0};
            await bringTools();
            console.log("failed checks: " + toolChecks().filter(({ title }) => title.includes("no-such-tool")).length);
        `;
        const env = { PATH: `${programs}:${process.env.PATH}`, ...environment };
        const flags = ["--input-type=module", "--eval", script];
        return spawnSync(process.execPath, flags, { encoding: "utf8", env }).stdout;
    }

    test("installs them as root, and says which", () => {
        const calls = join(folder, "calls-of-root");
        const output = bring({ CALLS: calls }, "exit 1", 'echo "$@" >>"$CALLS"');
        expect(output).toContain("Installing no-such-package: tests start no-such-tool");
        expect(readFileSync(calls, "utf8")).toMatch(/update[\s\S]*install .*no-such-package\n$/);
    });

    test("installs them by a sudo that asks for no password", () => {
        const calls = join(folder, "calls-of-sudo");
        bring({ CALLS: calls, AS_USER: "1000" }, 'shift; echo "sudo $@" >>"$CALLS"; exec "$@"', "exit 0");
        expect(readFileSync(calls, "utf8")).toContain("sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install");
    });

    test("names them and the command, and counts each as failed, if it may not install", () => {
        const output = bring({ AS_USER: "1000" }, "exit 1", "exit 100");
        expect(output).toContain("Missing on this machine: no-such-tool.");
        expect(output).toContain("apt-get install --yes no-such-package");
        expect(output).not.toContain("Installing");
        expect(output).toContain("sudo asks for a password or is not there");
        expect(output).toContain("failed checks: 1");
    });

    test("shows what apt-get said when it failed", () => {
        const output = bring({}, "exit 1", "echo E: Unable to locate package; exit 100");
        expect(output).toContain("E: Unable to locate package");
        expect(output).toContain("failed checks: 1");
    });
});

test("CI only calls npm test and npm start", () => {
    const script = readFileSync(join(root, ".ci", "run"), "utf8");
    expect(script).not.toMatch(/apt|sudo/);
    expect(script.match(/npm (test|start)/g)).toEqual(expect.arrayContaining(["npm test", "npm start"]));
    execFileSync("bash", ["-n", join(root, ".ci", "run")]);
});
