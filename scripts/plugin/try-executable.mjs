// Starts the plugin (1st argument; else the executable in `release/`) as the engine does: reads the port that it tells, asks it
// for its schema, and ends it. So each platform of a release has run its executable once.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../set-up/paths.mjs";
import { fail, SetUpError, say } from "../set-up/say.mjs";
import { pluginName } from "./bundle.mjs";

const require = createRequire(import.meta.url);
const LIMIT_MS = 60_000;

async function main() {
    const file = process.platform === "win32" ? `${pluginName}.exe` : pluginName;
    const program = process.argv[2] ?? join(root, "release", file);
    const child = spawn(program, [], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    try {
        const port = await firstLine(child);
        const { name, version } = await schemaOf(port);
        const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
        if (name !== "ec2-instance-connect" || version !== wanted) {
            throw new SetUpError(`${program} is ${name} ${version}, and should be ec2-instance-connect ${wanted}`);
        }
        say(`- ${program} serves ${name} ${version} on port ${port}`);
    } finally {
        child.kill("SIGKILL");
        await ended;
        clearTimeout(limit);
    }
}

/** The port that the plugin tells in its first line; nothing else may be in it. */
function firstLine(child) {
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code, signal) =>
            reject(new SetUpError(`the plugin ended with ${signal ?? code}, without a port`)),
        );
        createInterface({ input: child.stdout }).once("line", (line) => {
            const port = /^\d+$/.test(line) ? Number(line) : 0;
            if (port > 0 && port < 65_536) {
                resolve(port);
            } else {
                reject(new SetUpError(`the plugin told "${line}", which is no port`));
            }
        });
    });
}

async function schemaOf(port) {
    const { credentials } = require("@grpc/grpc-js");
    const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
    const { GetSchemaRequest } = require("@pulumi/pulumi/proto/provider_pb");
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
        "grpc.max_receive_message_length": -1,
    });
    try {
        return await new Promise((resolve, reject) => {
            client.getSchema(new GetSchemaRequest(), { deadline: Date.now() + LIMIT_MS }, (error, answer) =>
                error === null ? resolve(JSON.parse(answer.getSchema())) : reject(error),
            );
        });
    } finally {
        client.close();
    }
}

await main().catch(fail);
