// The plugin's process where there is a Node.js: the engine starts it, reads its port from standard output, and calls.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { nodeTooOld } from "../process/node-too-old";
import { listen } from "./listen";

const problem = nodeTooOld(process.versions.node);
if (problem === undefined) {
    listen(() => {
        // Beside the program, where nobody else can write what it runs.
        enableCompileCache(join(__dirname, ".compiled"));
        return (require("./plugin") as typeof import("./plugin")).makePlugin();
    });
} else {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
}
