import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./paths.mjs";
import { run } from "./run.mjs";

const limitMs = 30 * 60_000;

/** What is missing for a build from Go modules, in words; undefined if nothing is. */
export async function missingGo() {
    const go = await run("go", ["version"], { limitMs: 30_000 });
    return go.exitCode === 0 ? undefined : go.problem;
}

/** Builds a program from the Go modules that a folder of scripts pins. Needs Go and a module proxy, nothing else. */
export function goBuild({ modules, program, output, version }) {
    mkdirSync(dirname(output), { recursive: true });
    const flags = [
        "-trimpath",
        "-tags",
        "osusergo,grpcnotrace",
        "-ldflags",
        `-s -w -X ${version.variable}=v${version.value}`,
    ];
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" };
    const cwd = join(root, "scripts", modules);
    return run("go", ["build", ...flags, "-o", output, program], { cwd, env, limitMs });
}
