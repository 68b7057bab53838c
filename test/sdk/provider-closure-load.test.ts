import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WORKSPACE } from "./built-package";

const requireFromString = createRequire(join(WORKSPACE, "node_modules/@pulumi/pulumi/package.json")).resolve(
    "require-from-string",
);

/** Loads the recorded text as Pulumi's dynamic-provider process does, in its working directory, and calls one method. */
const CALL = `
const [text, method, ...values] = JSON.parse(process.argv[1]);
const provider = require(${JSON.stringify(requireFromString)})(text).handler();
Promise.resolve()
    .then(() => provider[method](...values))
    .then((value) => console.log(JSON.stringify({ value })), (error) => console.log(JSON.stringify({ error: error.message })));
`;

const golden = join(__dirname, "provider-closure.golden.txt");

let folder: string;

beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "program-")));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function call(method: string, ...values: unknown[]): Promise<{ value?: unknown; error?: string }> {
    const input = JSON.stringify([await readFile(golden, "utf8"), method, ...values]);
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", CALL, input], { cwd: folder });
    return JSON.parse(stdout);
}

async function install(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
        const file = join(folder, "node_modules/pulumi-ec2-instance-connect", name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
    }
}

const PACKAGE = JSON.stringify({
    name: "pulumi-ec2-instance-connect",
    exports: { "./runtime": "./runtime.js" },
});

const STUB = `
const answer = (method) => async (...values) => ({ method, values });
exports.lifecycle = Object.fromEntries(
    ["configure", "check", "diff", "create", "read", "update", "delete"].map((method) => [method, answer(method)]),
);
`;

describe("the provider that is loaded from state", () => {
    it("passes each of its seven methods on to the installed package, with all arguments", async () => {
        await install({ "package.json": PACKAGE, "runtime.js": STUB });
        const methods = ["configure", "check", "diff", "create", "read", "update", "delete"];
        const answers = await Promise.all(methods.map((method) => call(method, "id", { a: 1 }, { b: [2] }, "more")));
        expect(answers).toEqual(
            methods.map((method) => ({ value: { method, values: ["id", { a: 1 }, { b: [2] }, "more"] } })),
        );
    });

    it("finds the package from a folder below the program's", async () => {
        await install({ "package.json": PACKAGE, "runtime.js": STUB });
        folder = join(folder, "below");
        await mkdir(folder);
        expect(await call("read", "id")).toEqual({ value: { method: "read", values: ["id"] } });
        folder = dirname(folder);
    });

    it("names the folder and the command to install when the package is missing", async () => {
        const { error } = await call("create", {});
        expect(error).toContain(`${folder}: it is not installed there.`);
        expect(error).toContain("npm install pulumi-ec2-instance-connect");
        expect(error).toContain("The command did not run.");
        expect(error).not.toContain("Require stack");
    });

    it("keeps the reason when the package is there and can't be loaded", async () => {
        await install({ "package.json": PACKAGE, "runtime.js": 'throw new Error("Node.js 22.12 or later is needed")' });
        expect(await call("delete", "id", {})).toEqual({
            error: `Could not load pulumi-ec2-instance-connect for ${folder}: Node.js 22.12 or later is needed`,
        });
    });

    it("does not call a package missing whose own dependency is", async () => {
        await install({ "package.json": PACKAGE, "runtime.js": 'require("a-dependency")' });
        const { error } = await call("create", {});
        expect(error).toMatch(/^Could not load .*: Cannot find module 'a-dependency'/);
    });
});
