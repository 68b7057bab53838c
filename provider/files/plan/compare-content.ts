import type { HostFacts } from "../look/host-facts";
import type { PlacedPath } from "../placed-path";
import type { WantedPath } from "../wanted/wanted-path";
import type { FactsOf } from "./facts-of";

/** True for a file or a link that is still what was put there. */
export function isUnchanged({ path, kind, value }: PlacedPath, factsOf: FactsOf): boolean {
    const facts = factsOf(path);
    return kind === "file"
        ? facts.kind === "file" && facts.sha256 === value
        : facts.kind === "link" && facts.sameTarget;
}

/** Whether the host has something else, or nothing, where a file or a link is to be. */
export function differs({ what }: WantedPath, facts: HostFacts): boolean {
    switch (what.kind) {
        case "file":
            return facts.kind !== "file" || facts.sha256 !== what.sha256;
        case "link":
            return facts.kind !== "link" || !facts.sameTarget;
        case "directory":
            return false;
    }
}
