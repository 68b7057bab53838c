import { statSync } from "node:fs";
import { posix } from "node:path";
import { makeDownloads, type RemoteFacts, type RemoteLack } from "../../provider/files";
import { UsageError } from "../usage-error";
import type { CopyHost } from "./copy-host";
import type { CopySettings } from "./copy-settings";
import { finishUpload } from "./finish-upload";
import { nameOf } from "./location";
import { placeAll } from "./place-all";
import { walkLocal } from "./walk-local";

/** Copies from this machine to an instance. */
export async function copyUp(
    sources: readonly string[],
    path: string,
    { host, ...settings }: CopySettings & { readonly host: CopyHost },
): Promise<void> {
    const { recursive, reporter } = settings;
    const destination = await findDestination(path, host);
    // A directory may be made under a name that ends with a slash.
    const isNoFile = path.endsWith("/") && !statSync(sources[0] ?? "", { throwIfNoEntry: false })?.isDirectory();
    if (destination.kind !== "directory" && (sources.length > 1 || isNoFile)) {
        throw new UsageError(`${path} is not a directory on ${host.instanceId}`);
    }
    if (destination.kind === "special") {
        throw new UsageError(`${path} on ${host.instanceId} is neither a file nor a directory`);
    }
    const walk = sources.flatMap((source) => {
        const name = nameOf(source);
        const isIn = destination.kind === "directory" && name !== undefined;
        const to = isIn ? posix.join(destination.path, name) : destination.path;
        return walkLocal(source, to, { recursive, fail: reporter.failed });
    });
    const placing = { ...settings, host, umask: destination.umask };
    await finishUpload(await placeAll(walk, placing), placing);
}

interface Destination {
    /** Absolute, and where a link leads. */
    readonly path: string;
    readonly kind: "file" | "directory" | "special" | "new";
    readonly umask: number;
}

/** What the destination is. @throws {UsageError} it can't be one. */
async function findDestination(path: string, host: CopyHost): Promise<Destination> {
    const downloads = makeDownloads(host.connect, undefined, host.deps);
    try {
        const { found, umask } = await downloads.look(path);
        const [first, ...others] = found;
        if (first === undefined || others.length > 0) {
            throw new UsageError(`${path} means several paths on ${host.instanceId}`);
        }
        if (first.kind !== "lacking") {
            return { path: realPathOf(first), kind: first.kind, umask };
        }
        if (/permission denied/i.test(first.said)) {
            throw new UsageError(`can't look at ${path} on ${host.instanceId}: ${first.said}`);
        }
        const real = realPathOf(first);
        const [above] = (await downloads.look(posix.dirname(real))).found;
        if (above?.kind !== "directory") {
            throw new UsageError(`there is no directory ${posix.dirname(real)} on ${host.instanceId}`);
        }
        return { path: real, kind: "new", umask };
    } finally {
        downloads.close();
    }
}

function realPathOf({ path, leadsTo }: RemoteFacts | RemoteLack): string {
    return posix.normalize(leadsTo ?? path).replace(/(?<=.)\/$/, "");
}
