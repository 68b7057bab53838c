// `npm run bench`: every comparison with other tools. `npm run bench -- --help` lists them and the options.
import { bundleBench } from "./bench/bundle.mjs";
import { setUp } from "./set-up/index.mjs";
import { run } from "./set-up/run.mjs";
import { fail } from "./set-up/say.mjs";

async function main(args) {
    const isReady = await setUp();
    if (!isReady) {
        return;
    }
    const program = await bundleBench();
    const { exitCode } = await run(process.execPath, [program, ...args], { show: true });
    process.exitCode = exitCode ?? 1;
}

await main(process.argv.slice(2)).catch(fail);
