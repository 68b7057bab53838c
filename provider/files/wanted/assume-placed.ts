import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "./wanted-path";

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
