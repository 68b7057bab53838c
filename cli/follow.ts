import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/** Follows a command line, with what was compiled before. */
export function follow(args: readonly string[]): void {
    // In a folder of this user: whoever can write there decides what is run.
    enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ec2-instance-connect"));
    const { run } = require("./run") as typeof import("./run");
    void run(args);
}
