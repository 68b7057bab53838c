// `npm run bench`: every comparison with other tools. `npm run bench -- --help` lists them and the options.
import { createRequire } from "node:module";
import { bundleBench } from "./bench/bundle.mjs";
import { setUp } from "./set-up/index.mjs";
import { fail, SetUpError } from "./set-up/say.mjs";
import { useMemoryForTemporaryFiles } from "./set-up/temporary-folder.mjs";

async function main(args) {
    useMemoryForTemporaryFiles();
    const isReady = await setUp();
    if (!isReady) {
        return;
    }
    const { runBench } = createRequire(import.meta.url)(await bundleBench());
    await runBench(args);
}

await main(process.argv.slice(2)).catch((error) =>
    fail(error.name === "UsageError" ? new SetUpError(error.message) : error),
);
