import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, scratch } from "../set-up/paths.mjs";
import { run } from "../set-up/run.mjs";

/** Runs the test files that match `paths` (none: all), shows their progress, and resolves to how many passed and failed. */
export async function runTests(paths) {
    const report = join(scratch, `vitest-${process.pid}.json`);
    mkdirSync(scratch, { recursive: true });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const { exitCode } = await run(process.execPath, [vitest, "run", ...reporters, ...paths], { show: true });
    const counts = countsIn(report);
    rmSync(report, { force: true });
    if (exitCode !== 0 && counts.failed === 0) {
        counts.failed = 1; // an error outside of any test, or vitest itself
    }
    return counts;
}

function countsIn(report) {
    try {
        const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
        const brokenFiles = testResults.filter(
            (file) => file.status === "failed" && file.assertionResults.length === 0,
        );
        // A skipped test counts as failed: nothing is left out in silence.
        return { passed: numPassedTests, failed: numTotalTests - numPassedTests + brokenFiles.length };
    } catch {
        return { passed: 0, failed: 1 };
    }
}
