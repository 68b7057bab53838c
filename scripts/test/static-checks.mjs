import { join } from "node:path";
import { root } from "../set-up/paths.mjs";
import { run } from "../set-up/run.mjs";

const executable = (packageName, file) => join(root, "node_modules", packageName, file);

/** What is checked without running the product. Each counts as one test. */
export const staticChecks = [
    {
        title: "Types: sources, tests, examples",
        check: () => node(executable("typescript", "bin/tsc"), "--noEmit"),
    },
    {
        title: "Types: the page of the web browser",
        check: () => node(executable("typescript", "bin/tsc"), "-p", "cli/browser/page"),
    },
    {
        title: "Lint and format: biome",
        check: () => node(executable("@biomejs/biome", "bin/biome"), "check", "--error-on-warnings"),
    },
    {
        title: "Dead code and dependencies: knip",
        check: () => node(executable("knip", "bin/knip.js"), "--no-progress"),
    },
];

function node(script, ...args) {
    return run(process.execPath, [script, ...args], { limitMs: 10 * 60_000 });
}
