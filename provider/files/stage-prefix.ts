import { createHash } from "node:crypto";

/** How the names of all stages of a resource begin, next to the places of its files. */
export function stagePrefixOf(resource: string): string {
    return `.eic-${createHash("sha256").update(resource).digest("hex").slice(0, 16)}-`;
}
