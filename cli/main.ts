#!/usr/bin/env node
// The command `ec2-instance-connect`. Loads no more than is needed: help that is written already, else what parses command lines, and
// each command loads the rest.
import { readWrittenHelp } from "./written-help";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const args = process.argv.slice(2);

// A reader that has seen enough, such as head, ends this command as it ends others.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
        throw error;
    }
    process.exit();
});

const help = readWrittenHelp(args);
if (help !== undefined) {
    process.stdout.write(help);
} else if (major < 22 || (major === 22 && minor < 12)) {
    process.stderr.write(`ec2-instance-connect needs Node.js 22.12 or later, and this is ${process.versions.node}.\n`);
    process.exitCode = 255;
} else {
    const { follow } = require("./follow") as typeof import("./follow");
    follow(args);
}
