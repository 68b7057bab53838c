import { inTheWay } from "../file-errors";
import type { HostFacts } from "../look/host-facts";
import type { WantedPath } from "../wanted/wanted-path";
import type { FactsOf } from "./facts-of";

/** @throws {ProviderError} `FILE_IN_THE_WAY`: something stands where another kind of thing is to be, or on the way to it. */
export function assertNothingInTheWay(wanted: readonly WantedPath[], above: readonly string[], factsOf: FactsOf): void {
    for (const path of above) {
        assertDirectory(path, factsOf(path));
    }
    for (const { path, what } of wanted) {
        assertFree(path, factsOf(path), what.kind);
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

function assertFree(path: string, facts: HostFacts, wanted: "file" | "directory" | "link"): void {
    if (wanted === "directory") {
        assertDirectory(path, facts);
    } else if (facts.kind === "directory" || facts.kind === "other") {
        throw inTheWay(path, IN_WORDS[facts.kind], wanted === "file" ? "a file" : "a symbolic link");
    }
}
