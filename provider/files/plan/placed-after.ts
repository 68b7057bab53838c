import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "../wanted/wanted-path";

/** Of the directories above, those that are the resource's own. */
export function placedAbove(
    above: readonly string[],
    made: readonly string[],
    before: ReadonlyMap<string, PlacedPath>,
    wanted: readonly WantedPath[],
): PlacedPath[] {
    return above
        .filter((path) => made.includes(path) || before.get(path)?.made === true)
        .map((path) => {
            const removable = wanted
                .filter((item) => item.path.startsWith(`${path}/`))
                .every(({ entry }) => entry.onDelete === "remove");
            return { path, kind: "directory", value: "", onDelete: removable ? "remove" : "keep", made: true };
        });
}

/** What is in place at a path afterwards. */
export function placedOf(
    { path, what, entry }: WantedPath,
    isNew: boolean,
    before: PlacedPath | undefined,
): PlacedPath {
    const common = { path, onDelete: entry.onDelete, made: isNew || before?.made === true };
    switch (what.kind) {
        case "file": {
            const { executable } = what;
            return { ...common, kind: "file", value: what.sha256, ...(executable !== undefined && { executable }) };
        }
        case "link":
            return { ...common, kind: "link", value: what.target };
        case "directory":
            return { ...common, kind: "directory", value: "" };
    }
}
