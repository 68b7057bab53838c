import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../set-up/paths.mjs";

/** What the engine looks for: on PATH, beside the CLI, and in a downloaded archive. */
export const pluginName = "pulumi-resource-ec2-instance-connect";

/** Compiled code is kept beside the program, where nobody else can write what it runs. */
const LAUNCHER = `#!/usr/bin/env node
const { enableCompileCache } = require("node:module");
enableCompileCache?.(require("node:path").join(__dirname, ".compiled"));
require("./plugin.cjs");
`;

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
        // Whose releases hold the executables; without it, the schema names no address.
        define: { "process.env.PLUGIN_REPOSITORY": JSON.stringify(process.env.PLUGIN_REPOSITORY ?? "") },
        logLevel: "error",
        plugins: [{ name: "absent add-ons", setup: leaveOutAddOns }],
    });
    mkdirSync(folder, { recursive: true });
    const launcher = join(folder, pluginName);
    writeFileSync(launcher, LAUNCHER);
    chmodSync(launcher, 0o755);
    writeFileSync(`${launcher}.cmd`, `@node "%~dp0${pluginName}" %*\r\n`);
}

function leaveOutAddOns(builder) {
    builder.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: "absent" }));
    builder.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "throw new Error('left out');" }));
}
