// `npm run build:plugin`: the plugin as one executable for this platform, its archive and checksum, in `release/`.
import { join } from "node:path";
import { buildExecutable } from "./plugin/executable.mjs";
import { root } from "./set-up/paths.mjs";
import { fail, say, timed } from "./set-up/say.mjs";

async function main() {
    const { archive } = await timed("Building the plugin's executable", () => buildExecutable(join(root, "release")));
    say(`- ${archive}`);
}

await main().catch(fail);
