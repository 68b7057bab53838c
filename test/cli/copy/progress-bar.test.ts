import { describe, expect, test } from "vitest";
import { makeReporter, type ReportKind } from "../../../cli/copy/make-reporter";
import { printBytes } from "../../../cli/copy/print-bytes";
import { printBar } from "../../../cli/copy/progress-bar";

const HALF = { name: "site.tar.gz", done: 50 << 20, total: 100 << 20, elapsedMs: 2_000, isLast: false };

describe("the bar", () => {
    test("is one line with name, per cent, bytes, rate and time left", () => {
        expect(printBar(HALF, 60)).toBe("site.tar.gz                50%  50.0 MiB  25.0 MiB/s  00:02");
        expect(printBar({ ...HALF, done: HALF.total, isLast: true }, 60)).toBe(
            "site.tar.gz               100%   100 MiB  50.0 MiB/s  00:02",
        );
    });

    test.each([1, 5, 12, 20, 30, 40, 80, 200])("never fills %i columns", (columns) => {
        for (const name of ["a", "ä€😀".repeat(30), "x".repeat(300)]) {
            const line = printBar({ ...HALF, name }, columns);
            expect([...line].length).toBeLessThan(Math.max(2, columns));
        }
        expect(printBar(HALF, 30)).toContain("50%");
    });

    test("shows the end of a name that is too long, and what is not known yet as such", () => {
        expect(printBar({ ...HALF, name: `${"d/".repeat(40)}last` }, 50)).toMatch(/^…\S*last {2} 50%/);
        expect(printBar({ ...HALF, done: 0, elapsedMs: 0 }, 60)).toContain("--:--");
        expect(printBar({ ...HALF, done: 0, total: 0, isLast: true }, 60)).toContain("100%");
    });

    test.each([
        [0, "0 B"],
        [999, "999 B"],
        [1000, "1.0 KiB"],
        [102_400, "100 KiB"],
        [1024 ** 3 * 2.5, "2.5 GiB"],
    ])("%i bytes are %s", (bytes, text) => {
        expect(printBytes(bytes)).toBe(text);
    });
});

/** What a reporter prints of a copy of two files, of which one fails. */
function report(kind: ReportKind) {
    const texts = { stdout: "", stderr: "" };
    let now = 0;
    const output = (name: keyof typeof texts) => ({ write: (text: string) => (texts[name] += text), columns: 40 });
    const reporter = makeReporter(kind, {
        stdout: output("stdout"),
        stderr: output("stderr"),
        monotonicMs: () => (now += 1000),
    });
    reporter.expect(2, 1000);
    reporter.begin("good\u001b[31m");
    reporter.add(1000);
    reporter.copied({ from: "good\u001b[31m", to: "/x/good", sizeBytes: 1000 });
    reporter.failed({ path: "bad\n", code: "FILE_DENIED", reason: "It is not allowed." });
    reporter.end();
    expect(reporter.failures()).toBe(1);
    return texts;
}

describe("a reporter", () => {
    test("prints a line for each file, and errors", () => {
        expect(report("lines")).toEqual({
            stdout: "good -> /x/good  1.0 KiB\n",
            stderr: "bad\\n: It is not allowed.\n",
        });
    });

    test("prints errors only", () => {
        expect(report("quiet")).toEqual({ stdout: "", stderr: "bad\\n: It is not allowed.\n" });
    });

    test("prints one JSON object", () => {
        const { stdout, stderr } = report("json");
        expect(stderr).toBe("");
        expect(JSON.parse(stdout)).toMatchObject({ copied: [{ sizeBytes: 1000 }], failed: [{ code: "FILE_DENIED" }] });
    });

    test("redraws one line, puts errors above it, and has no colours", () => {
        const { stdout, stderr } = report("bar");
        expect(stdout).toBe("");
        expect(stderr).not.toContain("\u001b");
        const lines = stderr.split("\n").map((line) => line.split("\r").at(-1)?.trimEnd());
        expect(lines[0]).toBe("bad\\n: It is not allowed.");
        expect(lines[1]).toMatch(/^1\/2 good.*100%/);
        expect(lines).toHaveLength(3);
    });
});
