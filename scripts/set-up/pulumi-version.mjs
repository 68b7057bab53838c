import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";

/** The version that is installed or built where no other is found. scripts/pulumi-cli/go.mod names it, too. */
export const pinnedVersion = "3.259.0";

/** The oldest CLI that will do: that of the oldest `@pulumi/pulumi` that the package accepts. */
export const oldestVersion = "3.249.0";

const quietly = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };

/** The version that `pulumi version` prints, such as `3.259.0`; undefined when the program does not run. */
export async function versionOf(program) {
    const { exitCode, output } = await run(program, ["version"], { env: quietly, limitMs: 30_000 });
    return exitCode === 0 ? /v?(\d+\.\d+\.\d+)/.exec(output)?.[1] : undefined;
}

/** Whether `folder` holds a CLI that runs and a dynamic provider's launcher beside it. */
export async function isPulumi(folder) {
    const launcher = join(folder, "bin", "pulumi-resource-pulumi-nodejs");
    return existsSync(launcher) && (await versionOf(join(folder, "bin", "pulumi"))) !== undefined;
}

/** Whether `version` is `oldest` or newer. */
export function isAtLeast(version, oldest) {
    const [left, right] = [version, oldest].map((text) => text.split(".").map(Number));
    const difference = left.findIndex((part, index) => part !== right[index]);
    return difference === -1 || left[difference] > right[difference];
}
