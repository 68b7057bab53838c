import { homedir } from "node:os";
import { join } from "node:path";

/** The checkout: the bench runs as `.cache/bench/*.cjs` in it. */
export const checkout = join(__dirname, "..", "..");

/** Scratch space of this checkout, ignored by git: compiled programs, Ansible. */
export const scratch = join(checkout, ".cache", "bench");

/** A program of the bench that runs as a process of its own. */
export const programPath = (name: string): string => join(scratch, `${name}.cjs`);

/** The folder of our own plugin, which needs the Node.js on PATH. */
export const pluginFolder = join(checkout, "dist", "plugin");

/** What outlives the checkout. */
export const userCache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-ec2-instance-connect");
