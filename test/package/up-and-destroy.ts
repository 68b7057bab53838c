import { join } from "node:path";
import type { Lab, LabInstance } from "../../lab";
import type { FreshProject } from "./fresh-project";
import { engineRunner, type ProgramKind, templateSettings } from "./programs";

/** The stack's outputs of a program that runs in the project, on the real engine against the lab. */
export async function upAndDestroy(
    project: FreshProject,
    kind: ProgramKind,
    lab: Lab,
    instance: LabInstance,
): Promise<unknown> {
    project.write(kind.file, kind.text);
    project.write("run.mjs", engineRunner);
    if (kind.file === "index.ts") {
        project.write("tsconfig.json", templateSettings);
        // The types are checked once for all programs, beside this.
        await project.node([join(project.folder, "node_modules/typescript/bin/tsc"), "--noCheck"]);
    }
    const environment = {
        ...lab.environment,
        INSTANCE_ID: instance.instanceId,
        INSTANCE_PORT: String(instance.port),
    };
    const program = kind.file === "index.ts" ? "bin/index.js" : "index.js";
    return JSON.parse((await project.node(["run.mjs", program], environment)).trim());
}
