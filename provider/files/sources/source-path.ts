import { sourceError } from "../file-errors";

/**
 * The names of an archive's entry as a clean path, or undefined for the archive's own folder.
 * @throws {ProviderError} `FILE_OUTSIDE_TREE`: the entry leads out of the directory that it is unpacked to.
 */
export function cleanPath(name: string, archive: string): string | undefined {
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..") || name.startsWith("/") || name.includes("\0")) {
        throw sourceError("FILE_OUTSIDE_TREE", `${archive} holds ${JSON.stringify(name)}, which leads outside of it.`);
    }
    return parts.length === 0 ? undefined : parts.join("/");
}

/** Where a link at `path` leads, seen from the top of the tree; undefined when it leads outside. */
function resolveWithin(path: string, target: string): readonly string[] | undefined {
    if (target.startsWith("/")) {
        return undefined;
    }
    const names = path.split("/").slice(0, -1);
    for (const part of target.split("/").filter((name) => name !== "" && name !== ".")) {
        if (part !== "..") {
            names.push(part);
        } else if (names.pop() === undefined) {
            return undefined;
        }
    }
    return names;
}

/** Refuses a link that leads outside the tree that it is part of: on the instance it would point at something else. */
export function assertLinkWithin(path: string, target: string, source: string): void {
    if (resolveWithin(path, target) === undefined) {
        throw sourceError(
            "FILE_LINK_OUTSIDE",
            `The symbolic link ${JSON.stringify(path)} in ${source} leads outside of it, to ${JSON.stringify(target)}.`,
            ["Make the link relative and keep it inside, or leave it out and make it with a script."],
        );
    }
}
