import type { WantedPath } from "./wanted-path";

/** Text that is the same for the same contents, permissions and owners at the same paths. Holds hashes of secrets. */
export function fingerprintFiles(wanted: readonly WantedPath[]): string {
    const lines = wanted.map(({ path, what, entry: { mode, owner, group } }) =>
        JSON.stringify([path, what, mode ?? null, owner ?? null, group ?? null]),
    );
    return lines.sort().join("\n");
}
