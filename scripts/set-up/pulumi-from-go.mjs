import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { goBuild, missingGo } from "./go-build.mjs";
import { putLauncherInto } from "./pulumi-launcher.mjs";
import { pinnedVersion } from "./pulumi-version.mjs";
import { lastLines } from "./run.mjs";
import { timed } from "./say.mjs";

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * Builds the CLI into `folder` from the Go modules that scripts/pulumi-cli pins. Resolves to undefined, or to the reason why
 * there is none.
 */
export async function buildFromGoModules(folder) {
    const missing = await missingGo();
    if (missing !== undefined) {
        return `a build from Go modules: ${missing}`;
    }
    const staging = `${folder}-build-${process.pid}`;
    try {
        const what = `Building the Pulumi CLI ${pinnedVersion} from Go modules (once; about 4 minutes on 2 cores)`;
        const { exitCode, output, problem } = await timed(what, () =>
            goBuild({
                modules: "pulumi-cli",
                program: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
                output: join(staging, "bin", "pulumi"),
                version: { variable: versionVariable, value: pinnedVersion },
            }),
        );
        if (exitCode !== 0) {
            return `a build from Go modules: go ${problem}:\n${lastLines(output, 6)}`;
        }
        putLauncherInto(join(staging, "bin"));
        rmSync(folder, { recursive: true, force: true });
        renameSync(staging, folder);
        return undefined;
    } catch (error) {
        return `a build from Go modules: ${error.message}`;
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}
