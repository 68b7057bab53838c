import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where `npm ci` puts executables; its `node` is the one that the project is developed on. */
export const executables = join(root, "node_modules", ".bin");

/** Scratch space of this checkout, ignored by git. */
export const scratch = join(root, ".cache");

/** What outlives the checkout: the Pulumi CLI. */
export const userCache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-ec2-instance-connect");

/** A short name for a long path. */
export function shortName(path) {
    return createHash("sha256").update(path).digest("hex").slice(0, 12);
}
