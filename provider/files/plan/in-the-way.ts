import { basename, posix } from "node:path";

import { inTheWay } from "../blocked-path";

import type { HostFacts } from "../look/host-facts";
import type { WantedPath } from "../wanted/wanted-path";
import type { FactsOf } from "./facts-of";

/** @throws {ProviderError} `FILE_IN_THE_WAY`: something stands where another kind of thing is to be, or on the way to it. */
export function assertNothingInTheWay(wanted: readonly WantedPath[], above: readonly string[], factsOf: FactsOf): void {
    for (const path of above) {
        assertDirectory(path, factsOf(path));
    }
    for (const one of wanted) {
        assertFree(one, factsOf(one.path));
    }
}

const IN_WORDS: Readonly<Record<HostFacts["kind"], string>> = {
    absent: "absent",
    file: "a file",
    directory: "a directory",
    link: "a symbolic link",
    other: "neither file nor directory",
    unreadable: "a file",
    unseen: "unknown",
};

function assertDirectory(path: string, facts: HostFacts): void {
    // A link is followed on the way to a file; one that leads nowhere fails there, with the tool's own words.
    if (facts.kind === "file" || facts.kind === "unreadable" || facts.kind === "other") {
        throw inTheWay(path, IN_WORDS[facts.kind], "a directory");
    }
}

function assertFree(wanted: WantedPath, facts: HostFacts): void {
    const { path, what } = wanted;
    if (what.kind === "directory") {
        assertDirectory(path, facts);
    } else if (facts.kind === "directory" || facts.kind === "other") {
        const name = facts.kind === "directory" ? nameOf(wanted) : "";
        const meant = name === "" ? undefined : posix.join(path, name);
        throw inTheWay(path, IN_WORDS[facts.kind], what.kind === "file" ? "a file" : "a symbolic link", meant);
    }
}

/** The name of the file on this machine or in the web that an entry is; empty for a text, and for what is part of a tree. */
function nameOf({ path, entry: { remotePath, source } }: WantedPath): string {
    if (path !== remotePath || source === undefined) {
        return "";
    }
    switch (source.kind) {
        case "path":
            return basename(source.path);
        case "uri":
            return posix.basename(source.uri.replace(/[?#].*$/, ""));
        default:
            return "";
    }
}
