import { posix } from "node:path";
import { isProviderError, type ProviderError, withFailure } from "../../provider/base/error";
import { systemRandom } from "../../provider/base/random";
import { placeFiles, wantFiles } from "../../provider/files";
import type { WantedPath } from "../../provider/files/wanted/wanted-path";
import type { FileInput } from "../../provider/inputs/inputs";
import { clearStages } from "./clear-stages";
import type { CopyHost } from "./copy-host";
import type { CopySettings } from "./copy-settings";
import { failureOf } from "./file-error";
import type { PlacedItem } from "./finish-upload";
import type { UploadItem } from "./walk-local";

interface PlaceSettings extends Pick<CopySettings, "preserves" | "reporter"> {
    readonly host: CopyHost;
    readonly umask: number;
}

interface Wanted {
    readonly item: UploadItem;
    readonly wanted: WantedPath;
}

/** Has all in place, as far as it can be, and returns what is. What is the matter with one is reported, and the others go on. */
export async function placeAll(items: readonly UploadItem[], settings: PlaceSettings): Promise<readonly PlacedItem[]> {
    const { reporter, host } = settings;
    const files = items.filter(({ kind }) => kind === "file");
    reporter.expect(
        files.length,
        files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
    const wanted: Wanted[] = [];
    for (const item of unique(items, settings)) {
        try {
            wanted.push({ item, wanted: await want(item, settings) });
        } catch (error) {
            refuse(item, error, settings);
        }
    }
    const resource = `copy ${systemRandom.hex(16)}`;
    const paths = wanted.map(({ item }) => item.to);
    host.onInterrupt((there) => clearStages(resource, paths, { host: there, deps: host.deps }));
    return placeSome(wanted, resource, { ...settings, closed: makeClosedDirectories() });
}

/** Of two that go to the same place, the first. */
function unique(items: readonly UploadItem[], { reporter }: PlaceSettings): UploadItem[] {
    const taken = new Map<string, UploadItem>();
    return items.filter((item) => {
        const other = taken.get(item.to);
        const isOther = other !== undefined && !(other.kind === "directory" && item.kind === "directory");
        if (isOther) {
            reporter.failed({
                path: item.from,
                code: "FILE_CONFLICT",
                reason: `${other.from} goes to the same place.`,
            });
        }
        taken.set(item.to, other ?? item);
        return other === undefined;
    });
}

async function want(item: UploadItem, { preserves, umask, host }: PlaceSettings): Promise<WantedPath> {
    const { from, to, kind, mode } = item;
    const entry: FileInput = {
        argumentPath: from,
        remotePath: to,
        source: { kind: "path", path: from },
        mode: preserves && kind === "file" ? mode : undefined,
        owner: undefined,
        group: undefined,
        onDelete: "keep",
    };
    const newMode = mode & ~umask;
    if (kind === "directory") {
        // Its files have to come in first.
        return { path: to, entry, what: { kind }, ordinal: -1, newMode: newMode | 0o700 };
    }
    const [first] = await wantFiles([entry], host.deps.deadline);
    return { ...(first as WantedPath), newMode };
}

function refuse({ from, to }: UploadItem, error: unknown, { reporter }: PlaceSettings): void {
    const failure = failureOf(to, error);
    if (failure === undefined) {
        throw error;
    }
    reporter.failed(failure.code.startsWith("FILE_SOURCE") ? { ...failure, path: from } : failure);
}

/** All at once; where that is refused, in ever smaller parts, until it is known which one is. */
async function placeSome(
    some: readonly Wanted[],
    resource: string,
    settings: PlaceSettings & { readonly closed: ClosedDirectories },
): Promise<readonly PlacedItem[]> {
    const { reporter, host, closed } = settings;
    const [first] = some;
    if (first === undefined) {
        return [];
    }
    const known = some.map(({ item }) => closed.refusalOf(item.to));
    if (known.every((error) => error !== undefined)) {
        for (const [index, { item }] of some.entries()) {
            refuse(item, known[index], settings);
        }
        return [];
    }
    reporter.begin(first.item.from);
    const made = new Set<string>();
    try {
        const request = {
            files: [],
            wanted: some.map(({ wanted }) => wanted),
            previous: [],
            resource,
            onlyAsLogin: true,
            onProgress: reporter.set,
        };
        const all = await placeFiles(request, host.connect, host.deps);
        for (const { path } of all.filter((one) => one.made)) {
            made.add(path);
        }
    } catch (error) {
        if (failureOf("", error) === undefined) {
            throw error;
        }
        if (some.length === 1) {
            refuse(first.item, error, settings);
            closed.note(first.item.to, error);
            return [];
        }
        const placed: PlacedItem[] = [];
        for (const part of partsOf(some)) {
            placed.push(...(await placeSome(part, resource, settings)));
        }
        return placed;
    }
    for (const { item } of some) {
        if (item.kind === "file") {
            reporter.copied({ from: item.from, to: item.to, sizeBytes: item.sizeBytes });
        }
    }
    return some.map(({ item }) => ({ ...item, isNew: made.has(item.to) }));
}

function partsOf(some: readonly Wanted[]): readonly (readonly Wanted[])[] {
    const half = Math.ceil(some.length / 2);
    return [some.slice(0, half), some.slice(half)];
}

/** Directories in which nothing can be put, by what was found out with some. */
interface ClosedDirectories {
    note(path: string, error: unknown): void;
    /** Why a path can't be put there; undefined if that is not known. */
    refusalOf(path: string): unknown;
}

const OF_DIRECTORY: readonly string[] = ["FILE_DENIED", "FILE_READ_ONLY"];
/** In a sticky directory one file may be somebody's, and the next one not. */
const CONVINCING = 3;

function makeClosedDirectories(): ClosedDirectories {
    const counts = new Map<string, number>();
    const errors = new Map<string, ProviderError>();
    return {
        note: (path, error) => {
            const directory = posix.dirname(path);
            if (isProviderError(error) && OF_DIRECTORY.includes(error.failure.code)) {
                counts.set(directory, (counts.get(directory) ?? 0) + 1);
                errors.set(directory, error);
            }
        },
        refusalOf: (path) => {
            const directory = posix.dirname(path);
            const error = (counts.get(directory) ?? 0) < CONVINCING ? undefined : errors.get(directory);
            const summary = `Could not write ${path} on the instance: the user that signs in is not allowed to.`;
            return error && withFailure(error, { summary });
        },
    };
}
