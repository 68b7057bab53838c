import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** What the CLI starts a dynamic provider with. */
export const launcher = "pulumi-resource-pulumi-nodejs";

/**
 * Puts the script that starts dynamic providers beside a CLI that did not come with it. It is found there without the
 * warning that the CLI prints about one that is only on PATH.
 */
export function putLauncherInto(binFolder) {
    mkdirSync(binFolder, { recursive: true });
    copyFileSync(join(root, "node_modules", "@pulumi", "pulumi", launcher), join(binFolder, launcher));
    chmodSync(join(binFolder, launcher), 0o755);
}
