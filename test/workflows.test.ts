// The workflows of this repository: what runs there is pinned, and may do no more than it has to.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "./support/imports";

interface Workflow {
    readonly on: Record<string, unknown>;
    readonly permissions: Record<string, string>;
    readonly jobs: Record<string, Job>;
}
interface Job {
    readonly needs?: string | string[];
    readonly permissions?: Record<string, string>;
    readonly "timeout-minutes"?: number;
    /** A workflow of this repository, in place of steps. */
    readonly uses?: string;
    readonly steps?: Step[];
}
interface Step {
    readonly name?: string;
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Record<string, unknown>;
}

const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const folder = join(root, ".github", "workflows");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const parse = (name: string): Workflow => fromPulumi("js-yaml").load(read(name));

describe.each(readdirSync(folder))("the workflow %s", (name) => {
    const { permissions, jobs } = parse(name);
    const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

    test("pins each action to a commit, with its version beside it", () => {
        const lines = (read(name).match(/uses: .*/g) ?? []).filter((line) => !line.startsWith("uses: ./"));
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    });

    test("may only read the repository, each job, unless it publishes", () => {
        expect(permissions).toEqual({ contents: "read" });
        const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
        expect(more.map(([job]) => job)).toEqual(name === "release.yml" ? ["publish"] : []);
    });

    test("leaves no token behind, ends in time, and puts nothing from outside into a script", () => {
        const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
        const own = Object.values(jobs).filter((job) => job.uses === undefined);
        expect(own.filter((job) => job["timeout-minutes"] === undefined)).toEqual([]);
        expect(steps.filter(({ run }) => run?.includes("${".concat("{")))).toEqual([]);
    });
});

test("tests run what .ci/run does, on Linux and macOS, on each Node.js that is supported", () => {
    const text = read("test.yml");
    expect(text).toContain("os: [ubuntu-24.04, macos-15]");
    expect(text).toContain("node: [22, 24]");
    expect(text).toContain('NODE_OF_MACHINE: "1"');
    expect(parse("test.yml").jobs.test?.steps?.at(-1)?.run).toBe('sudo -E env "PATH=$PATH" .ci/run');
});

describe("a release", () => {
    const { jobs } = parse("release.yml");

    test("begins when the tests of its commit have passed", () => {
        expect(parse("test.yml").on).toHaveProperty("workflow_call");
        expect(jobs.test).toEqual({ needs: "tag", uses: "./.github/workflows/test.yml" });
        const needs = Object.entries(jobs).map(([job, { needs = [] }]) => [job, [needs].flat()]);
        expect(Object.fromEntries(needs)).toEqual({
            tag: [],
            test: ["tag"],
            executable: ["test"],
            sdks: ["executable"],
            publish: ["executable", "sdks"],
        });
    });

    test("starts each executable on its own platform before it is kept", () => {
        const steps = jobs.executable?.steps ?? [];
        const [build, start, keep] = ["build-plugin", "try-executable", "upload-artifact"].map((word) =>
            steps.findIndex(({ run, uses }) => (run ?? uses)?.includes(word)),
        );
        expect([start, keep]).toEqual([(build ?? 0) + 1, (build ?? 0) + 2]);
    });
});

describe("what a release publishes", () => {
    const steps = parse("release.yml").jobs.publish?.steps ?? [];
    const first = steps.findIndex(({ run }) => run?.includes("GITHUB_ENV"));
    const [version, wanted] = ["0.1.0", "pulumi-ec2-instance-connect@0.1.0"];
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "eic-release-"));
        for (const name of ["bin", "assets"]) {
            mkdirSync(join(folder, name));
        }
        writeFileSync(join(folder, "assets", "checksums.txt"), "");
        writeFileSync(join(folder, "assets", "plugin.tar.gz"), "");
        writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "pulumi-ec2-instance-connect", version }));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs the steps with stand-ins for gh and npm, and gives what they were told, beside questions. */
    function publish(tag: string, { draft = "", onNpm = "", token = "", failing = "" } = {}) {
        const log = join(folder, "log");
        writeFileSync(log, "");
        const failure = failing && `case "$*" in "${failing}"*) exit 1;; esac\n`;
        const tool = (name: string, answers: string) =>
            writeFileSync(
                join(folder, "bin", name),
                `#!/bin/sh\n${answers}\necho ${name} "$@" >>'${log}'\n${failure}`,
                { mode: 0o755 },
            );
        tool("gh", `case "$1 $2" in "release list") printf '%s' '${draft}'; exit;; esac`);
        tool(
            "npm",
            `case "$1" in view) printf '%s' '${onNpm}'; exit;; config) echo https://registry.example/; exit;; esac`,
        );
        tool("node", `case "$1" in -p) echo ${wanted}; exit;; esac; exec true`);
        let environment = { GITHUB_ENV: join(folder, "env") } as Record<string, string>;
        writeFileSync(environment.GITHUB_ENV ?? "", "");
        for (const { run = "" } of steps.slice(first)) {
            const { status } = spawnSync("bash", ["-e", "-c", run], {
                cwd: folder,
                env: {
                    ...environment,
                    PATH: `${join(folder, "bin")}:${process.env.PATH}`,
                    HOME: folder,
                    GITHUB_REF_NAME: tag,
                    GITHUB_SERVER_URL: "https://github.example",
                    GITHUB_REPOSITORY: "owner/name",
                    NODE_AUTH_TOKEN: token,
                },
            });
            if (status !== 0) {
                break;
            }
            const set = readFileSync(join(folder, "env"), "utf8").trim().split("\n");
            environment = { ...environment, ...Object.fromEntries(set.map((line) => line.split("="))) };
        }
        return readFileSync(log, "utf8").trim().split("\n");
    }

    const files = "assets/plugin.tar.gz assets/checksums.txt";
    const named = "npm pkg set repository.type=git repository.url=git+https://github.example/owner/name.git";
    const npmPublish = "npm publish --ignore-scripts --provenance --access public --tag";

    test("goes to npm, which takes nothing back, between a draft with all files and its publication", () => {
        expect(publish("v0.1.0")).toEqual([
            "gh release create v0.1.0 --draft --verify-tag --prerelease=false --title v0.1.0 --notes-file notes.md",
            `gh release upload v0.1.0 --clobber ${files}`,
            named,
            `${npmPublish} latest`,
            "gh release edit v0.1.0 --draft=false --prerelease=false",
        ]);
    });

    test("is not what people get who name no version, if it is a prerelease", () => {
        const calls = publish("v0.2.0-rc.1");
        expect(calls).toContain(`${npmPublish} next`);
        expect(calls.filter((call) => call.includes("--prerelease=true"))).toHaveLength(2);
    });

    test("continues from the point at which an earlier run ended, and changes nothing that is public", () => {
        expect(publish("v0.1.0", { draft: "true", onNpm: "0.1.0" })).toEqual([
            `gh release upload v0.1.0 --clobber ${files}`,
            named,
            "gh release edit v0.1.0 --draft=false --prerelease=false",
        ]);
        expect(publish("v0.1.0", { draft: "false", onNpm: "0.1.0" })).toEqual([
            named,
            "gh release edit v0.1.0 --draft=false --prerelease=false",
        ]);
    });

    test("does not go to npm while a file is missing, nor is it public before npm has it", () => {
        expect(publish("v0.1.0", { failing: "release upload" }).at(-1)).toContain("gh release upload");
        expect(publish("v0.1.0", { failing: "publish" }).at(-1)).toContain("npm publish");
    });

    test("signs in to npm by a token only if there is one, and writes none down", () => {
        const settings = () => readFileSync(join(folder, ".npmrc"), "utf8");
        publish("v0.1.0");
        expect(settings).toThrow("ENOENT");
        publish("v0.1.0", { token: "secret" });
        expect(settings()).toBe("//registry.example/:_authToken=${".concat("NODE_AUTH_TOKEN}\n"));
    });
});

describe("the notes of a release", () => {
    const script = join(root, "scripts", "release-notes.mjs");
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "eic-notes-"));
        writeFileSync(
            join(folder, "CHANGELOG.md"),
            "# Changelog\n\n## 1.1.0 (unreleased)\n\n- New: [page](docs/page.md#part), [site](https://site.example)\n\n## 1.0.0 (2026-01-02)\n\n### Added\n\n- First\n",
        );
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const notes = (tag: string) =>
        spawnSync(process.execPath, [script, tag], {
            cwd: folder,
            encoding: "utf8",
            env: { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "owner/name" },
        });

    test("are that version's section, with links that lead to the tag's files", () => {
        expect(notes("v1.0.0").stdout).toBe("### Added\n\n- First\n");
        expect(notes("v1.1.0-rc.1").stdout).toBe(
            "- New: [page](https://github.example/owner/name/blob/v1.1.0-rc.1/docs/page.md#part), [site](https://site.example)\n",
        );
    });

    test("are missed before anything is built", () => {
        expect(notes("v1.1.0")).toMatchObject({ status: 1, stderr: expect.stringContaining("unreleased") });
        expect(notes("v1.2.0")).toMatchObject({ status: 1, stderr: expect.stringContaining("no section for 1.2.0") });
        const checks = parse("release.yml")
            .jobs.tag?.steps?.map(({ run }) => run)
            .filter((run) => run !== undefined);
        expect(checks).toEqual([
            `test "$GITHUB_REF_NAME" = "v$(node -p 'require("./package.json").version')"`,
            'node scripts/release-notes.mjs "$GITHUB_REF_NAME"',
        ]);
    });
});
