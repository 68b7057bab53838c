import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../set-up/paths.mjs";
import { run } from "../set-up/run.mjs";

/** Packs the package as `npm publish` would, and checks what came out. Each counts as one test. */
export const packageChecks = [
    {
        title: "Package shape: publint",
        check: () => withPackedPackage((tarball) => node("publint/src/cli.js", "run", tarball, "--strict")),
    },
    {
        title: "Package types: arethetypeswrong",
        check: () =>
            withPackedPackage((tarball) =>
                node("@arethetypeswrong/cli/dist/index.js", tarball, "--no-emoji", "--no-color"),
            ),
    },
];

async function withPackedPackage(check) {
    const folder = mkdtempSync(join(tmpdir(), "package-shape-"));
    try {
        const packed = await run("npm", ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder]);
        const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
        return tarball === undefined ? packed : await check(join(folder, tarball));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function node(script, ...args) {
    return run(process.execPath, [join(root, "node_modules", script), ...args], { limitMs: 5 * 60_000 });
}
