import type { FactsOf } from "./facts-of";

/** Whether others may put things into a directory, but exchange only their own. */
export function isPublic(factsOf: FactsOf, directory: string): boolean {
    return (factsOf(directory).mode & 0o1000) !== 0;
}
