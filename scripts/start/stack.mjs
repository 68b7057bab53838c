import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { root } from "../set-up/paths.mjs";
import { loadProgram, programFile } from "./program.mjs";

/** Makes a stack of the quickstart whose state lives in files under `folder`, and nowhere else. */
export async function makeStack({ folder, pulumiRoot, environment, instance }) {
    const project = join(folder, "project");
    const state = join(folder, "state");
    mkdirSync(project);
    mkdirSync(state);
    const settings = readFileSync(join(root, "Pulumi.yaml"), "utf8");
    const main = JSON.stringify(dirname(programFile)); // a folder: where the dynamic provider looks for packages
    writeFileSync(join(project, "Pulumi.yaml"), settings.replace(/^main: .*$/m, `main: ${main}`));
    const stack = await LocalWorkspace.createOrSelectStack(
        { stackName: "quickstart", projectName: "instance-connect-quickstart", program: loadProgram() },
        {
            workDir: project,
            pulumiHome: join(folder, "home"),
            pulumiCommand: await PulumiCommand.get({ root: pulumiRoot }),
            envVars: {
                ...environment,
                PULUMI_BACKEND_URL: `file://${state}`,
                PULUMI_CONFIG_PASSPHRASE: "quickstart", // protects a state that is gone when the command ends
                PULUMI_SKIP_UPDATE_CHECK: "true",
                PATH: process.env.PATH,
            },
        },
    );
    await stack.setConfig("instanceId", { value: instance.instanceId });
    if (instance.port !== 22) {
        // Only root may listen on 22, and EC2's API has no place to say so.
        await stack.setConfig("connection", { value: JSON.stringify({ port: instance.port }) });
    }
    return stack;
}
