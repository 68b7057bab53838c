import { existsSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { goBuild, missingGo } from "./go-build.mjs";
import { withLock } from "./lock.mjs";
import { root, userCache } from "./paths.mjs";
import { lastLines, run } from "./run.mjs";
import { SetUpError, say, timed } from "./say.mjs";

const host = "pulumi-language-yaml";
const versionVariable = "github.com/pulumi/pulumi-yaml/pkg/version.Version";

/**
 * Finds the language host that plays YAML programs, or builds it, and returns the folder that holds it. In this order: beside
 * the CLI, as Pulumi's installer puts it there; this project's cache; a build from Go modules.
 * @throws {SetUpError} there is none; the message says what to do.
 */
export async function findYamlHost(pulumiRoot) {
    const besideCli = dirname(realpathSync(join(pulumiRoot, "bin", "pulumi")));
    const cached = join(userCache, `pulumi-yaml-v${pinnedVersion()}`);
    for (const folder of [besideCli, cached]) {
        if (await runs(join(folder, host))) {
            return folder;
        }
    }
    return await withLock(`${cached}.lock`, async () => {
        if (!(await runs(join(cached, host)))) {
            await buildInto(cached);
        }
        return cached;
    });
}

/** Of scripts/pulumi-yaml/go.mod. */
function pinnedVersion() {
    const modules = readFileSync(join(root, "scripts", "pulumi-yaml", "go.mod"), "utf8");
    return /github\.com\/pulumi\/pulumi-yaml v(\S+)/.exec(modules)?.[1];
}

async function runs(program) {
    return existsSync(program) && (await run(program, ["-h"], { limitMs: 30_000 })).exitCode === 0;
}

async function buildInto(folder) {
    const staging = `${folder}-build-${process.pid}`;
    try {
        const missing = await missingGo();
        if (missing !== undefined) {
            throw cannotHave(missing);
        }
        say(`There is no ${host} beside the Pulumi CLI, and none in ${folder} yet.`);
        const { exitCode, output, problem } = await timed(
            `Building ${host} from Go modules (once; 2 to 4 minutes on 2 cores)`,
            () =>
                goBuild({
                    modules: "pulumi-yaml",
                    program: `github.com/pulumi/pulumi-yaml/cmd/${host}`,
                    output: join(staging, host),
                    version: { variable: versionVariable, value: pinnedVersion() },
                }),
        );
        if (exitCode !== 0) {
            throw cannotHave(`go ${problem}:\n${lastLines(output, 6)}`);
        }
        rmSync(folder, { recursive: true, force: true });
        renameSync(staging, folder);
    } finally {
        rmSync(staging, { recursive: true, force: true });
    }
}

function cannotHave(reason) {
    return new SetUpError(
        `There is no ${host}, which plays YAML programs in tests, and it could not be built: ${reason}\n\n` +
            "To fix, one of these is enough:\n" +
            "  - install the Pulumi CLI by its installer, which brings it: https://www.pulumi.com/docs/install/\n" +
            "  - install Go 1.21 or newer (https://go.dev/dl/) and let it reach a Go module proxy (`go env GOPROXY`)",
    );
}
