import { chmodSync, mkdirSync, statSync, utimesSync } from "node:fs";
import { join, posix } from "node:path";
import { type Downloads, lookRefused, makeDownloads, type RemoteFacts } from "../../provider/files";
import { UsageError } from "../usage-error";
import type { CopyHost } from "./copy-host";
import type { CopySettings, DownloadJob } from "./copy-settings";
import { fetchAll } from "./fetch-all";
import { type CopyFailure, failureOf } from "./file-error";
import { nameOf, nameOfFound } from "./location";

interface NewDirectory extends DownloadJob {
    readonly isNew: boolean;
}

/** Copies from an instance to this machine. */
export async function copyDown(
    sources: readonly string[],
    destination: { readonly path: string; readonly severalSources: boolean },
    { host, ...settings }: CopySettings & { readonly host: CopyHost },
): Promise<void> {
    const downloads = makeDownloads(host.connect, undefined, host.deps);
    try {
        const { reporter } = settings;
        const looks = await Promise.all(sources.map((source) => downloads.look(source)));
        const found = looks.flatMap((look, index) => look.found.map((one) => ({ one, source: sources[index] ?? "" })));
        const target = statSync(destination.path, { throwIfNoEntry: false });
        const isDirectory = target?.isDirectory() === true;
        const isSeveral = destination.severalSources || found.length > 1;
        // A directory may be made under a name that ends with a slash.
        const isNoFile = destination.path.endsWith("/") && found[0]?.one.kind !== "directory";
        if (!isDirectory && (isSeveral || isNoFile)) {
            throw new UsageError(`${destination.path} is not a directory`);
        }
        const walk = makeWalk(downloads, settings);
        for (const { one, source } of found) {
            const name = nameOfFound(source, one.path);
            const isNamed = name !== undefined && nameOf(name) !== undefined;
            const to = isDirectory && isNamed ? join(destination.path, name) : destination.path;
            if (one.kind === "lacking") {
                walk.refuse(one.path, lookRefused(one.path, one.said));
            } else if (name === undefined) {
                const reason = "The instance has answered with a name that was not asked for.";
                reporter.failed({ path: one.path, code: "FILE_REMOTE_MISSING", reason });
            } else {
                await walk.add(one, to);
            }
        }
        reporter.expect(
            walk.files.length,
            walk.files.reduce((sum, { from }) => sum + from.sizeBytes, 0),
        );
        await fetchAll(walk.files, downloads, settings);
        for (const { from, to, isNew } of walk.directories.reverse()) {
            finishDirectory(from, to, { isNew, preserves: settings.preserves });
        }
    } finally {
        downloads.close();
    }
}

function makeWalk(downloads: Downloads, { recursive, reporter }: CopySettings) {
    const files: DownloadJob[] = [];
    const directories: NewDirectory[] = [];
    const fail = (failure: CopyFailure) => reporter.failed(failure);
    const refuse = (path: string, error: unknown) => {
        const failure = failureOf(path, error);
        if (failure === undefined) {
            throw error;
        }
        fail(failure);
    };
    const addDirectory = async (from: RemoteFacts, to: string, above: readonly string[]): Promise<void> => {
        if (above.includes(from.inode)) {
            fail({ path: from.path, code: "ELOOP", reason: "It is a link to a directory that it is in." });
            return;
        }
        try {
            const there = statSync(to, { throwIfNoEntry: false });
            if (there === undefined) {
                mkdirSync(to, { mode: (from.mode & 0o777) | 0o700 });
            } else if (!there.isDirectory()) {
                fail({ path: to, code: "ENOTDIR", reason: "It is not a directory." });
                return;
            }
            directories.push({ from, to, isNew: there === undefined });
            const entries = await downloads.list(from.path);
            const below: Promise<void>[] = [];
            for (const entry of entries) {
                const place = join(to, posix.basename(entry.path));
                if (entry.kind === "lacking") {
                    fail({ path: entry.path, code: "ENOENT", reason: `${capitalised(entry.said)}.` });
                } else {
                    below.push(add(entry, place, [...above, from.inode]));
                }
            }
            await Promise.all(below);
        } catch (error) {
            refuse(from.path, error);
        }
    };
    const add = async (from: RemoteFacts, to: string, above: readonly string[] = []): Promise<void> => {
        if (from.kind === "file") {
            files.push({ from, to });
        } else if (from.kind === "special") {
            fail({ path: from.path, code: "FILE_REMOTE_SPECIAL", reason: "It is not a regular file." });
        } else if (!recursive) {
            fail({ path: from.path, code: "EISDIR", reason: "It is a directory: copy it with -r." });
        } else {
            await addDirectory(from, to, above);
        }
    };
    return { files, directories, refuse, add };
}

function capitalised(text: string): string {
    return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function finishDirectory(
    { mode, accessedAt, modifiedAt }: RemoteFacts,
    path: string,
    { isNew, preserves }: { readonly isNew: boolean; readonly preserves: boolean },
): void {
    if (preserves) {
        chmodSync(path, mode & 0o777);
        utimesSync(path, accessedAt, modifiedAt);
    } else if (isNew && (mode & 0o700) !== 0o700) {
        chmodSync(path, mode & 0o777 & ~process.umask());
    }
}
