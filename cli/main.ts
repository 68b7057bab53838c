#!/usr/bin/env node
// The command `ec2-instance-connect`. Loads no more than its help needs; each command loads the rest.
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 12)) {
    process.stderr.write(`ec2-instance-connect needs Node.js 22.12 or later, and this is ${process.versions.node}.\n`);
    process.exitCode = 255;
} else {
    // A reader that has seen enough, such as head, ends this command as it ends others.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") {
            throw error;
        }
        process.exit();
    });
    // In a folder of this user: whoever can write there decides what is run.
    enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ec2-instance-connect"));
    const { run } = require("./run") as typeof import("./run");
    void run(process.argv.slice(2));
}
