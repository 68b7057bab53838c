import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { userCache } from "../paths";
import { temporaryFolder } from "../temporary-folder";
import { Unavailable } from "../unavailable";
import { run } from "./run";
import { findPlugin, findProgram, isExecutable } from "./tools";

const VERSION = "1.2.1";
/** Its provider has no tagged Go module up to this version, so the commit of the version stands for it. */
const MODULE = "github.com/pulumi/pulumi-command/provider";
const COMMIT = "7f3eb6f3b77cd0fa3895ba437a695dd393f7dd25";

/**
 * The folder of the pulumi-command plugin: on the machine, or built before by the bench, or, where that is allowed, built now from Go
 * modules into the user's cache.
 * @throws {Unavailable} there is none and none can be had.
 */
export async function findPulumiCommand(mayBuild: boolean, say: (text: string) => void): Promise<string> {
    const known = findPlugin("command");
    if (known !== undefined) {
        return dirname(known);
    }
    const folder = join(userCache, `pulumi-resource-command-v${VERSION}`);
    const built = join(folder, "pulumi-resource-command");
    if (isExecutable(built)) {
        return folder;
    }
    const lack = "this machine has no pulumi-command plugin (on PATH or in ~/.pulumi/plugins)";
    if (!mayBuild) {
        throw new Unavailable(lack);
    }
    if (findProgram("go") === undefined) {
        throw new Unavailable(`${lack}, and no Go to build it with`);
    }
    say(`Building pulumi-command ${VERSION} from Go modules into ${folder} (once; some minutes) ...`);
    try {
        await build(built);
        return folder;
    } catch (error) {
        const [reason = ""] = String(error)
            .split("\n")
            .filter((line) => /go: |error/i.test(line))
            .slice(-1);
        throw new Unavailable(`${lack}, and the Go modules can't be had: ${withoutAddress(reason)}`);
    }
}

/** What is written down names nobody's module proxy. */
function withoutAddress(reason: string): string {
    return reason.replace(/^.*https?:\S+/, "").trim();
}

async function build(program: string): Promise<void> {
    const folder = temporaryFolder("go");
    const environment = { GOFLAGS: "-mod=mod", GOWORK: "off", CGO_ENABLED: "0" };
    const go = (...args: string[]) => run("go", args, { folder, environment });
    try {
        await go("mod", "init", "bench");
        await go("get", `${MODULE}@${COMMIT}`);
        mkdirSync(dirname(program), { recursive: true });
        const version = `-X ${MODULE}/pkg/version.Version=${VERSION}`;
        await go(
            "build",
            "-trimpath",
            "-ldflags",
            `-s -w ${version}`,
            "-o",
            program,
            `${MODULE}/cmd/pulumi-resource-command`,
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
