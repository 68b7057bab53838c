// Runs after `npm install` and `npm ci` in the checkout, and before `npm pack`; never for users of the package.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildWhenStale } from "./set-up/build.mjs";
import { root } from "./set-up/paths.mjs";
import { fail, say } from "./set-up/say.mjs";
import { linkToSelf } from "./set-up/self-link.mjs";

try {
    linkToSelf();
    if (existsSync(join(root, "node_modules", "typescript"))) {
        await buildWhenStale();
    } else {
        say("Nothing was compiled: the development packages are not installed.");
    }
} catch (error) {
    fail(error);
}
