import { sourceError } from "../source-errors";

/**
 * The names of an archive's entry as a clean path, or undefined for the archive's own folder.
 * @throws {ProviderError} `FILE_OUTSIDE_TREE`: the entry leads out of the directory that it is unpacked to.
 */
export function cleanPath(name: string, archive: string): string | undefined {
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..") || name.startsWith("/") || name.includes("\0")) {
        throw sourceError(
            "FILE_OUTSIDE_TREE",
            `${archive} contains ${JSON.stringify(name)}, which points outside of it.`,
        );
    }
    return parts.length === 0 ? undefined : parts.join("/");
}

/**
 * Refuses a link that leads outside the tree that it is part of: on the instance it would point at something else. `linkAt`
 * gives the targets of the tree's other links, through which it may lead.
 */
export function assertLinkWithin(
    path: string,
    target: string,
    source: string,
    linkAt: (path: string) => string | undefined = () => undefined,
): void {
    if (target.startsWith("/") || leadsOutside(path, target, linkAt)) {
        throw sourceError(
            "FILE_LINK_OUTSIDE",
            `The symbolic link ${JSON.stringify(path)} in ${source} points outside of it, to ${JSON.stringify(target)}.`,
            ["Make the link relative and keep it inside, or leave it out and create it in a script."],
        );
    }
}

/** As many links does Linux follow on the way to one file. */
const MOST_LINKS = 40;

function leadsOutside(path: string, target: string, linkAt: (path: string) => string | undefined): boolean {
    const at = path.split("/").slice(0, -1);
    let rest = namesOf(target);
    let followed = 0;
    while (followed < MOST_LINKS && rest.length > 0) {
        const [name, ...others] = rest;
        rest = others;
        if (name === "..") {
            if (at.pop() === undefined) {
                return true;
            }
        } else {
            at.push(name ?? "");
            const next = linkAt(at.join("/"));
            if (next !== undefined) {
                at.pop();
                rest = [...namesOf(next), ...rest];
                followed += 1;
            }
        }
    }
    return false;
}

function namesOf(target: string): string[] {
    return target.split("/").filter((name) => name !== "" && name !== ".");
}
