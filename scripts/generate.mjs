// `npm run generate`: writes what is derived from the table of arguments and outputs and from the registry of error codes, and
// says which files changed.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root, scratch } from "./set-up/paths.mjs";
import { lastLines, run } from "./set-up/run.mjs";
import { fail, SetUpError, say } from "./set-up/say.mjs";

const compiled = join(scratch, `generate-${process.pid}`);

async function compileGenerator() {
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const { exitCode, output } = await run(process.execPath, [
        compiler,
        "-p",
        "scripts/generate/tsconfig.json",
        "--outDir",
        compiled,
    ]);
    if (exitCode !== 0) {
        throw new SetUpError(
            `The table, the registry or their generator does not compile:\n\n${lastLines(output, 40)}`,
        );
    }
}

function writeChanged({ path, text }) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) {
        return;
    }
    writeFileSync(file, text);
    say(`wrote ${path}`);
}

try {
    await compileGenerator();
    const { generateFiles } = createRequire(import.meta.url)(join(compiled, "scripts", "generate", "index.js"));
    generateFiles(root).forEach(writeChanged);
} catch (error) {
    fail(error);
} finally {
    rmSync(compiled, { recursive: true, force: true });
}
