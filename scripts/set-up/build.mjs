import {
    copyFileSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundlePlugin } from "../plugin/bundle.mjs";
import { root, scratch } from "./paths.mjs";
import { lastLines, run } from "./run.mjs";
import { SetUpError, timed } from "./say.mjs";

const sources = ["sdk", "provider", "cli", "lab", "tsconfig.json", "tsconfig.build.json"];
const built = join(root, "dist");
const stamp = join(built, ".built");

/** Compiles the package when a source is newer than what was built. */
export async function buildWhenStale() {
    if (!existsSync(stamp) || newestChange(sources.map((source) => join(root, source))) > statSync(stamp).mtimeMs) {
        await build();
    }
}

/**
 * Compiles the package into `dist`. The old build stays in place until the new one is whole, and goes away as a whole, so
 * that no file of a deleted source is left in it.
 */
export async function build() {
    await timed("Compiling TypeScript", async () => {
        const startedAt = new Date();
        const fresh = join(scratch, `dist-${process.pid}`);
        rmSync(fresh, { recursive: true, force: true });
        const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
        const { exitCode, output } = await run(process.execPath, [
            compiler,
            "-p",
            "tsconfig.build.json",
            "--outDir",
            fresh,
        ]);
        if (exitCode !== 0) {
            rmSync(fresh, { recursive: true, force: true });
            throw new SetUpError(`The sources do not compile:\n\n${lastLines(output, 40)}`);
        }
        await bundlePage(join(fresh, "cli", "browser", "page"));
        await bundleProvider(join(fresh, "provider", "dynamic", "serve.js"));
        await bundlePlugin(join(fresh, "plugin"));
        writeFileSync(join(fresh, ".built"), "");
        utimesSync(join(fresh, ".built"), startedAt, startedAt);
        swapIn(fresh);
        writeHelp();
    });
}

/** The page of the web browser, with all that it needs in one file: who installs the package installs nothing for it. */
async function bundlePage(folder) {
    const { build: bundle } = await import("esbuild");
    const sources = join(root, "cli", "browser", "page");
    await bundle({
        entryPoints: [join(sources, "page.ts"), join(sources, "page.css")],
        outdir: folder,
        bundle: true,
        minify: true,
        format: "iife",
        target: "es2022",
        legalComments: "inline",
        logLevel: "error",
    });
    copyFileSync(join(sources, "index.html"), join(folder, "index.html"));
    const builtIn = ["@xterm/xterm", "@xterm/addon-fit", "@xterm/addon-web-links"];
    const licenses = builtIn.map((name) => {
        const text = readFileSync(join(root, "node_modules", name, "LICENSE"), "utf8");
        return `${name}\n\n${text.trim()}\n`;
    });
    writeFileSync(join(folder, "licenses.txt"), licenses.join("\n"));
}

/** The provider's process loads one file in place of hundreds. Packages stay what is installed, and are loaded when they are needed. */
async function bundleProvider(file) {
    const { build: bundle } = await import("esbuild");
    await bundle({
        entryPoints: [file],
        outfile: file,
        allowOverwrite: true,
        bundle: true,
        packages: "external",
        external: ["*/package.json"],
        platform: "node",
        format: "cjs",
        target: "node22",
        logLevel: "error",
    });
}

/** Help is asked for more often than it changes: it is written once, so that the command prints it at once. */
function writeHelp() {
    const cli = join(built, "cli");
    const require = createRequire(import.meta.url);
    const { helpTexts } = require(join(cli, "run.js"));
    const { WRITTEN_HELP } = require(join(cli, "written-help.js"));
    writeFileSync(join(cli, WRITTEN_HELP), JSON.stringify(helpTexts()));
}

function swapIn(fresh) {
    const old = join(scratch, `dist-${process.pid}-old`);
    mkdirSync(scratch, { recursive: true });
    if (existsSync(built)) {
        renameSync(built, old);
    }
    renameSync(fresh, built);
    rmSync(old, { recursive: true, force: true });
}

function newestChange(paths) {
    return Math.max(...paths.map(changedAt));
}

function changedAt(path) {
    const facts = statSync(path);
    if (!facts.isDirectory()) {
        return facts.mtimeMs;
    }
    const children = readdirSync(path).map((name) => join(path, name));
    return Math.max(facts.mtimeMs, ...children.map(changedAt));
}
