// `npm test`: everything. `npm test -- test/provider/inputs`: the tests of that path only.
import { build } from "./set-up/build.mjs";
import { setUp } from "./set-up/index.mjs";
import { fail, say } from "./set-up/say.mjs";
import { bringTools, toolChecks } from "./test/bring-tools.mjs";
import { packageChecks } from "./test/package-shape.mjs";
import { staticChecks } from "./test/static-checks.mjs";
import { runTests } from "./test/vitest.mjs";

const buildCheck = {
    title: "Build",
    check: () =>
        build().then(
            () => ({ exitCode: 0, output: "" }),
            (error) => ({ exitCode: 1, output: error.message }),
        ),
};

async function testEverything() {
    const counts = { passed: 0, failed: 0 };
    for (const { title, check } of [...toolChecks(), ...staticChecks, buildCheck, ...packageChecks]) {
        say(`\n== ${title}`);
        const startedAt = Date.now();
        const { exitCode, output } = await check();
        if (exitCode !== 0) {
            say(output.trimEnd());
        }
        say(`   ${exitCode === 0 ? "passed" : "FAILED"} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
        counts[exitCode === 0 ? "passed" : "failed"] += 1;
    }
    say("\n== Tests, those on the real engine and real OpenSSH included");
    const tests = await runTests([]);
    return { passed: counts.passed + tests.passed, failed: counts.failed + tests.failed };
}

async function main(paths) {
    await bringTools();
    const isReady = await setUp({ build: paths.length > 0 });
    if (!isReady) {
        return;
    }
    const { passed, failed } = paths.length > 0 ? await runTests(paths) : await testEverything();
    say(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
}

await main(process.argv.slice(2)).catch(fail);
