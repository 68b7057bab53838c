import { buildWhenStale } from "./build.mjs";
import { checkNodeVersion, continueOnProjectNode } from "./node-version.mjs";
import { installPackages } from "./packages.mjs";
import { findPulumiCli } from "./pulumi-cli.mjs";
import { linkToSelf } from "./self-link.mjs";

/**
 * Makes a fresh clone ready to run: packages, the project's own Node.js, the compiled package, a Pulumi CLI. What is
 * there already costs next to nothing. Resolves to undefined when the command has run to its end in a child process on
 * that Node.js, else to the folder that holds `bin/pulumi`.
 * @throws {SetUpError} something is missing; the message says what, and how to get it.
 */
export async function setUp({ build = true } = {}) {
    checkNodeVersion();
    await installPackages();
    if (await continueOnProjectNode()) {
        return undefined;
    }
    linkToSelf();
    if (build) {
        await buildWhenStale();
    }
    const pulumiRoot = await findPulumiCli();
    process.env.PULUMI_CLI_ROOT = pulumiRoot;
    return { pulumiRoot };
}
