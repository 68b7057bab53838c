import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../set-up/paths.mjs";

/** What the engine looks for: on PATH, beside the CLI, and in a downloaded archive. */
const pluginName = "pulumi-resource-ec2-instance-connect";

/** Native add-ons that ssh2 does without. */
const ABSENT = /sshcrypto\.node$|^cpu-features$/;

/**
 * Puts the plugin into `folder`: all of it in one file of JavaScript, and the launcher that the engine starts where there is
 * Node.js.
 */
export async function bundlePlugin(folder) {
    const { build } = await import("esbuild");
    await build({
        entryPoints: [join(root, "provider", "plugin", "main.ts")],
        outfile: join(folder, "plugin.cjs"),
        bundle: true,
        platform: "node",
        target: "node22",
        format: "cjs",
        minifySyntax: true,
        minifyWhitespace: true,
        legalComments: "none",
        logLevel: "error",
        plugins: [{ name: "absent add-ons", setup: leaveOutAddOns }],
    });
    mkdirSync(folder, { recursive: true });
    const launcher = join(folder, pluginName);
    writeFileSync(launcher, '#!/usr/bin/env node\nrequire("./plugin.cjs");\n');
    chmodSync(launcher, 0o755);
    writeFileSync(`${launcher}.cmd`, '@node "%~dp0plugin.cjs" %*\r\n');
}

function leaveOutAddOns(builder) {
    builder.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: "absent" }));
    builder.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "throw new Error('left out');" }));
}
