import { join, relative, resolve, sep } from "node:path";
import { root, scratch } from "../set-up/paths.mjs";

/** Programs of the bench that run as processes of their own. */
const entries = ["main", "host/far-side", "engine/up-process", "peers/ssh2-process", "start-up/load", "timeline/probe"];

/** What is measured is the package as it is built, never a second copy of its sources. */
const asBuilt = {
    name: "as-built",
    setup(build) {
        build.onResolve({ filter: /^\.\.?\// }, ({ resolveDir, path }) => {
            const [folder] = relative(root, resolve(resolveDir, path)).split(sep);
            const isProduct = ["sdk", "provider", "lab", "cli"].includes(folder);
            return isProduct
                ? { path: join(root, "dist", relative(root, resolve(resolveDir, path))), external: true }
                : undefined;
        });
    },
};

/** Puts the bench and what it shares with the tests into a file for each program, and returns the path of the first. */
export async function bundleBench() {
    const { build } = await import("esbuild");
    const outdir = join(scratch, "bench");
    await build({
        entryPoints: Object.fromEntries(
            entries.map((entry) => [entry.split("/").at(-1), join(root, "bench", `${entry}.ts`)]),
        ),
        outdir,
        outExtension: { ".js": ".cjs" },
        bundle: true,
        packages: "external",
        platform: "node",
        format: "cjs",
        target: "node22",
        plugins: [asBuilt],
        logLevel: "error",
    });
    return join(outdir, "main.cjs");
}
