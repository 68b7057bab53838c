import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../set-up/paths.mjs";

/** What the engine looks for: on PATH, beside the CLI, and in a downloaded archive. */
export const pluginName = "pulumi-resource-ec2-instance-connect";

/** Native add-ons that ssh2 does without. */
const ABSENT = /sshcrypto\.node$|^cpu-features$/;

/**
 * Puts the plugin into `folder`: what opens the port, which the engine starts where there is Node.js, and all the rest, which is
 * loaded then, in one file of JavaScript.
 */
export async function bundlePlugin(folder) {
    mkdirSync(folder, { recursive: true });
    const launcher = join(folder, pluginName);
    await bundle("plugin.ts", join(folder, "plugin.cjs"));
    await bundle("main.ts", launcher, { banner: { js: "#!/usr/bin/env node" } });
    chmodSync(launcher, 0o755);
    writeFileSync(`${launcher}.cmd`, `@node "%~dp0${pluginName}" %*\r\n`);
}

/** The same two for an executable. The second is a function there, of a module as Node.js would make it. */
export async function bundleForExecutable(folder) {
    mkdirSync(folder, { recursive: true });
    const [main, rest] = [join(folder, "main.cjs"), join(folder, "plugin.cjs")];
    await bundle("executable.ts", main);
    // What Node.js says in the main module of an executable; packages ask for it where they load.
    const names = 'const __filename=process.execPath,__dirname=require("node:path").dirname(__filename);';
    await bundle("plugin.ts", rest, {
        banner: { js: `(function (module, exports, require) {${names}` },
        footer: { js: "})" },
    });
    return { main, rest };
}

async function bundle(entry, outfile, more = {}) {
    const { build } = await import("esbuild");
    await build({
        entryPoints: [join(root, "provider", "plugin", entry)],
        outfile,
        bundle: true,
        platform: "node",
        target: "node22",
        format: "cjs",
        charset: "ascii",
        minifySyntax: true,
        minifyWhitespace: true,
        legalComments: "none",
        // Whose releases hold the executables; without it, the schema names no address.
        define: { "process.env.PLUGIN_REPOSITORY": JSON.stringify(process.env.PLUGIN_REPOSITORY ?? "") },
        logLevel: "error",
        plugins: [{ name: "what stays outside", setup: leaveOut }],
        ...more,
    });
}

function leaveOut(builder) {
    builder.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: "absent" }));
    builder.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "throw new Error('left out');" }));
    // Loaded when the port is open.
    builder.onResolve({ filter: /^\.\/plugin$/ }, () => ({ path: "./plugin.cjs", external: true }));
}
