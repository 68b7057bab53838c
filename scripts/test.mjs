// `npm test`: everything. `npm test -- test/provider/inputs`: the tests of that path only.
import { build } from "./set-up/build.mjs";
import { setUp } from "./set-up/index.mjs";
import { findYamlHost } from "./set-up/pulumi-yaml.mjs";
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
    // Two at a time: none of them keeps more than one core busy.
    const lanes = [
        [...toolChecks(), ...staticChecks],
        [buildCheck, ...packageChecks],
    ];
    const ended = (await Promise.all(lanes.map(passOrFail))).flat();
    say("\n== Tests, those on the real engine and real OpenSSH included");
    const tests = await runTests([]);
    const passed = ended.filter((isPassed) => isPassed).length;
    return { passed: passed + tests.passed, failed: ended.length - passed + tests.failed };
}

/** Makes one check after another, says how each ended, and resolves to whether each passed. */
async function passOrFail(checks) {
    const ended = [];
    for (const { title, check } of checks) {
        const startedAt = Date.now();
        const { exitCode, output } = await check();
        const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
        say(`\n== ${title}\n   ${exitCode === 0 ? "passed" : "FAILED"} (${seconds} s)`);
        if (exitCode !== 0) {
            say(output.trimEnd());
        }
        ended.push(exitCode === 0);
    }
    return ended;
}

async function main(paths) {
    await bringTools();
    const isReady = await setUp({ build: paths.length > 0 });
    if (!isReady) {
        return;
    }
    if (paths.length === 0 || paths.some((path) => path.includes("plugin"))) {
        process.env.PULUMI_YAML_HOST = await findYamlHost(isReady.pulumiRoot);
    }
    const { passed, failed } = paths.length > 0 ? await runTests(paths) : await testEverything();
    say(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
}

await main(process.argv.slice(2)).catch(fail);
