import { posix } from "node:path";
import { quoteForShell } from "../../provider/base/shell";
import { stagePrefixOf } from "../../provider/files";
import type { Host } from "../../provider/host/host";
import type { CopyHost } from "./copy-host";

const LIMIT_MS = 5_000;

/** Removes from an instance what a copy that was interrupted had begun next to the places of its files. */
export async function clearStages(
    resource: string,
    paths: readonly string[],
    { host, deps }: Pick<CopyHost, "deps"> & { readonly host: Host },
): Promise<void> {
    const directories = [...new Set(paths.map((path) => posix.dirname(path)))];
    const prefix = quoteForShell(stagePrefixOf(resource));
    const text = directories
        .map((directory) => `rm -rf -- ${quoteForShell(posix.join(directory, "/"))}${prefix}*`)
        .join("\n");
    const deadline = deps.deadline.within(LIMIT_MS);
    await host.order({ libraries: [], text, deadline, onFrame: () => {} }).ended;
}
