import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../set-up/paths.mjs";
import { lastLines, run } from "../set-up/run.mjs";
import { SetUpError } from "../set-up/say.mjs";
import { archiveProgram } from "./archive.mjs";
import { bundleForExecutable, pluginName } from "./bundle.mjs";
import { nodeForExecutable } from "./node-for-executable.mjs";
import { thisPlatform } from "./platforms.mjs";

/**
 * Builds the plugin for this platform into `folder`: one executable that needs no Node.js, its archive under the name by which
 * Pulumi downloads it, and the archive's checksum. Resolves to the paths of the first two.
 */
export async function buildExecutable(folder) {
    const node = await nodeForExecutable();
    const { main, rest } = await bundleForExecutable(join(folder, "bundle"));
    const cache = join(folder, "bundle", "plugin.cache");
    await needed(node, [join(root, "scripts", "plugin", "code-cache.cjs"), rest, cache]);
    const program = join(folder, process.platform === "win32" ? `${pluginName}.exe` : pluginName);
    const settings = join(folder, "executable.json");
    writeFileSync(
        settings,
        JSON.stringify({
            main,
            output: program,
            disableExperimentalSEAWarning: true,
            useCodeCache: true,
            // NODE_OPTIONS is meant for the Node.js of the machine, and a flag that this one does not know would end it.
            execArgvExtension: "none",
            assets: { "plugin.cjs": rest, "plugin.cache": cache },
        }),
    );
    await needed(node, ["--build-sea", settings]);
    if (process.platform === "darwin") {
        // Apple silicon runs nothing without a signature, and the old one does not cover what was added.
        await needed("codesign", ["--force", "--sign", "-", program]);
    }
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const archive = join(folder, `${pluginName}-v${version}-${thisPlatform().name}.tar.gz`);
    writeFileSync(
        `${archive}.sha256`,
        `${await archiveProgram(program, archive)}  ${archive.slice(folder.length + 1)}\n`,
    );
    return { program, archive };
}

async function needed(program, args) {
    const { exitCode, output, problem } = await run(program, args, { limitMs: 10 * 60_000 });
    if (exitCode !== 0) {
        throw new SetUpError(`${program} ${problem}:\n${lastLines(output)}`);
    }
}
