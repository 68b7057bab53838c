import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cases } from "../../bench/cases";
import { judge, type Row } from "../../bench/measure/finding";
import { requireRoot } from "../support/rights";
import { toolPath } from "../support/tools";

const repository = join(__dirname, "..", "..");
/** Cases that need what this project does not bring, each with what it says then. */
const NEEDS_MORE: Readonly<Record<string, RegExp>> = { endpoint: /AWS CLI/ };

// What each case measures is of no interest here: sizes are tiny, cases share the machine, and a way whose result is wrong (exit
// codes, output, hashes) makes its case fail.
describe("every case of the bench, with tiny sizes", () => {
    let folder: string;
    let rows: readonly Row[];

    beforeAll(async () => {
        requireRoot();
        for (const tool of ["sshd", "ssh", "scp", "rsync", "tar", "ansible-playbook", "unshare"]) {
            toolPath(tool);
        }
        folder = mkdtempSync(join(tmpdir(), "bench-smoke-"));
        const args = [join(repository, "scripts", "bench.mjs"), "--smoke", "--out", folder];
        await promisify(execFile)(process.execPath, args, { cwd: repository, maxBuffer: 16 * 1024 * 1024 });
        rows = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")).rows;
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const compared = cases.map(({ name }) => name).filter((name) => name !== "timeline");

    test.each(compared)("%s measures both sides", (name) => {
        const own = rows.filter((row) => row.case === name);
        const reasons = own.flatMap((row) => (row.kind === "skipped" ? [row.reason] : []));
        const findings = own.filter((row) => row.kind === "finding");
        const needsMore = NEEDS_MORE[name];
        if (findings.length === 0 && needsMore !== undefined) {
            expect(reasons.join()).toMatch(needsMore);
            return;
        }
        expect(findings.length).toBeGreaterThan(0);
        for (const finding of findings) {
            for (const { name: way, values } of [finding.ours, ...finding.peers]) {
                expect([way, values.length > 0 && values.every(Number.isFinite)]).toEqual([way, true]);
            }
            expect(finding.checked.length).toBeGreaterThan(0);
            expect(judge(finding).ratio).not.toBeNaN();
        }
    });

    test("leaves out nothing else, and says why", () => {
        const skipped = rows.filter((row) => row.kind === "skipped");
        expect(skipped.filter(({ reason }) => !/pulumi-command plugin|AWS CLI/.test(reason))).toEqual([]);
    });

    test("Ansible is measured beside the others", () => {
        const measured = rows.flatMap((row) => (row.kind === "finding" ? (row.others ?? []) : []));
        expect(measured.filter(({ name }) => name === "Ansible").map(({ values }) => values.length)).toEqual([1, 1, 1]);
    });

    test("shows each part of one command", () => {
        const svg = readFileSync(join(folder, "plots", "one-command.svg"), "utf8");
        const parts = [
            ...["pulumi starts", "provider's process starts", "packages are loaded", "check", "create"],
            ...["AWS: DescribeInstances", "AWS: SendSSHPublicKey", "SSH: TCP connection"],
            ...[/SSH: keys exchanged \([1-9]\d* turns\)/, /SSH: sign-in, script, result \([1-9]\d* turns\)/],
        ];
        expect(parts.filter((part) => !new RegExp(part).test(svg))).toEqual([]);
    });

    test("writes a table, and a picture for each case that opens without anything else", () => {
        const findings = rows.filter((row) => row.kind === "finding");
        const text = readFileSync(join(folder, "RESULTS.md"), "utf8");
        const pictures = readdirSync(join(folder, "plots"));
        expect(findings.filter(({ title }) => !text.includes(`| ${title} |`))).toEqual([]);
        expect(pictures.sort()).toEqual(
            [...new Set(findings.map((row) => `${row.case}.svg`)), "ratios.svg", "one-command.svg"].sort(),
        );
        for (const picture of pictures) {
            const svg = readFileSync(join(folder, "plots", picture), "utf8");
            expect(svg).toMatch(/^<svg xmlns[\s\S]*<\/svg>\n$/);
            expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        }
    });
});
