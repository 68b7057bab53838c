import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./paths.mjs";
import { putLauncherInto } from "./pulumi-launcher.mjs";
import { pinnedVersion } from "./pulumi-version.mjs";
import { lastLines, run } from "./run.mjs";
import { timed } from "./say.mjs";

const limitMs = 30 * 60_000;
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * Builds the CLI into `folder` from the Go modules that scripts/pulumi-cli pins. Needs Go and a module proxy, nothing
 * else. Resolves to undefined, or to the reason why there is none.
 */
export async function buildFromGoModules(folder) {
    const go = await run("go", ["version"], { limitMs: 30_000 });
    if (go.exitCode !== 0) {
        return `a build from Go modules: ${go.problem}`;
    }
    const staging = `${folder}-build-${process.pid}`;
    try {
        const what = `Building the Pulumi CLI ${pinnedVersion} from Go modules (once; about 4 minutes on 2 cores)`;
        const { exitCode, output, problem } = await timed(what, () => compile(join(staging, "bin", "pulumi")));
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

function compile(output) {
    mkdirSync(dirname(output), { recursive: true });
    const flags = [
        "-trimpath",
        "-tags",
        "osusergo,grpcnotrace",
        "-ldflags",
        `-s -w -X ${versionVariable}=v${pinnedVersion}`,
    ];
    const args = ["build", ...flags, "-o", output, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"];
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" };
    return run("go", args, { cwd: join(root, "scripts", "pulumi-cli"), env, limitMs });
}
