import type { Deadline } from "../../base/deadline";
import type { FileInput } from "../../inputs/inputs";
import { transferFailed } from "../file-errors";
import type { PlacedPath } from "../placed-path";
import { surveySources, type WantedPath } from "./survey-sources";

/** Reads every source, and says what is to be on the instance. @throws {ProviderError} a source can't be read, or not in time. */
export function wantFiles(files: readonly FileInput[], deadline: Deadline): Promise<readonly WantedPath[]> {
    return deadline.race(
        () => surveySources(files),
        () => transferFailed("FILE_TIMEOUT", "the time for it is over"),
    );
}

/** Text that is the same for the same contents, permissions and owners at the same paths. Holds hashes of secrets. */
export function fingerprintFiles(wanted: readonly WantedPath[]): string {
    const lines = wanted.map(({ path, what, entry: { mode, owner, group } }) =>
        JSON.stringify([path, what, mode ?? null, owner ?? null, group ?? null]),
    );
    return lines.sort().join("\n");
}

/**
 * What is in place if an earlier operation has put there just what is wanted, without a look at the host. A directory counts as
 * made by us only if state says so: nobody knows any more.
 */
export function assumePlaced(wanted: readonly WantedPath[], previous: readonly PlacedPath[]): readonly PlacedPath[] {
    const before = new Map(previous.map((placed) => [placed.path, placed]));
    const paths = new Set(wanted.map(({ path }) => path));
    const isAbove = ({ path, kind }: PlacedPath) =>
        kind === "directory" && !paths.has(path) && wanted.some((item) => item.path.startsWith(`${path}/`));
    return [...previous.filter(isAbove), ...wanted.map((item) => assumeOne(item, before.get(item.path)))];
}

function assumeOne({ path, what, entry: { onDelete } }: WantedPath, before: PlacedPath | undefined): PlacedPath {
    switch (what.kind) {
        case "file": {
            const { sha256, executable } = what;
            const isExecutable = executable === undefined ? {} : { executable };
            return { path, onDelete, made: true, kind: "file", value: sha256, ...isExecutable };
        }
        case "link":
            return { path, onDelete, made: true, kind: "link", value: what.target };
        case "directory":
            return { path, onDelete, made: before?.made === true, kind: "directory", value: "" };
    }
}
