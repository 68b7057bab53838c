// The workflows of this repository: what runs there is pinned, and may do no more than it has to.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./support/imports";

interface Workflow {
    readonly permissions: Record<string, string>;
    readonly jobs: Record<string, { permissions?: Record<string, string>; "timeout-minutes"?: number; steps: Step[] }>;
}
interface Step {
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
    const steps = Object.values(jobs).flatMap((job) => job.steps);

    test("pins each action to a commit, with its version beside it", () => {
        const lines = read(name).match(/uses: .*/g) ?? [];
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    });

    test("may read the repository, and each job no more unless it publishes", () => {
        expect(permissions).toEqual({ contents: "read" });
        const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
        expect(more.map(([job]) => job)).toEqual(name === "release.yml" ? ["publish"] : []);
    });

    test("leaves no token behind, ends in time, and puts nothing from outside into a script", () => {
        const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
        expect(Object.values(jobs).filter((job) => job["timeout-minutes"] === undefined)).toEqual([]);
        expect(steps.filter(({ run }) => run?.includes("${".concat("{")))).toEqual([]);
    });
});

test("tests run what .ci/run does, on Linux and macOS, on each Node.js that is supported", () => {
    const text = read("test.yml");
    expect(text).toContain("os: [ubuntu-24.04, macos-15]");
    expect(text).toContain("node: [22, 24]");
    expect(text).toContain('NODE_OF_MACHINE: "1"');
    expect(parse("test.yml").jobs.test?.steps.at(-1)?.run).toBe('sudo -E env "PATH=$PATH" .ci/run');
});
