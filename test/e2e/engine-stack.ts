import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand, type PulumiFn, Stack } from "@pulumi/pulumi/automation";

const repository = join(__dirname, "..", "..");

/** Files of a stack that `pulumi stack init` has just made, by their paths in its folder. */
export type FreshStack = ReadonlyMap<string, string>;

let command: Promise<PulumiCommand> | undefined;
let fresh: Promise<FreshStack> | undefined;

/** A new stack named `test`: `project` and `state` in its folder, which is temporary. It begins with the files of a fresh one. */
export async function openStack(
    program: PulumiFn,
    environment: Readonly<Record<string, string>>,
    fresh: FreshStack | Promise<FreshStack> = freshStack(),
) {
    const folder = mkdtempSync(join(tmpdir(), "eic-stack-"));
    const state = join(folder, "state");
    for (const [path, content] of await fresh) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
    }
    const workspace = await makeWorkspace(folder, environment, program);
    workspace.createStack = async () => undefined;
    return { folder, state, stack: await Stack.create("test", workspace) };
}

/** The CLI is started once to make a stack; the further ones begin with the same files. */
export function freshStack(): Promise<FreshStack> {
    fresh ??= initialized();
    return fresh;
}

async function initialized(): Promise<FreshStack> {
    const folder = mkdtempSync(join(tmpdir(), "eic-stack-"));
    try {
        mkdirSync(join(folder, "project"));
        mkdirSync(join(folder, "state"));
        // The dynamic provider looks for packages from the program's folder upwards.
        const main = JSON.stringify(join(repository, "test"));
        writeFileSync(join(folder, "project", "Pulumi.yaml"), `name: test\nruntime: nodejs\nmain: ${main}\n`);
        await Stack.create("test", await makeWorkspace(folder, {}, async () => {}));
        const paths = ["project", "state"].flatMap((part) => filesBelow(folder, part));
        return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

async function makeWorkspace(folder: string, environment: Readonly<Record<string, string>>, program: PulumiFn) {
    command ??= PulumiCommand.get({ root: cliRoot() });
    return LocalWorkspace.create({
        program,
        workDir: join(folder, "project"),
        pulumiHome: join(folder, "home"),
        // A copy, because a test may change what its own stack runs.
        pulumiCommand: Object.create(await command) as PulumiCommand,
        envVars: {
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PATH: process.env.PATH ?? "",
            ...environment,
        },
    });
}

function filesBelow(folder: string, part: string): string[] {
    return readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
        .map((name) => join(part, name))
        .filter((path) => statSync(join(folder, path)).isFile());
}

/** Set by `npm test`, which finds or builds a Pulumi CLI. */
function cliRoot(): string {
    const root = process.env.PULUMI_CLI_ROOT;
    if (root === undefined) {
        throw new Error("PULUMI_CLI_ROOT is not set: run the tests by npm test, which finds a Pulumi CLI");
    }
    return root;
}
