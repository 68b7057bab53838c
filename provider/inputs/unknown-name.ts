import { distance } from "fastest-levenshtein";

/** Where a name that does not exist may have come from. */
export interface KnownNames {
    /** Names that can be given here. */
    readonly here: readonly string[];
    /** Names that belong elsewhere, with what to say about them. */
    readonly elsewhere: ReadonlyMap<string, string> | undefined;
}

/** What to say about a property that does not exist: the one that was probably meant, else all there are. */
export function adviseOnName(name: string, { here, elsewhere }: KnownNames): string {
    const place = elsewhere?.get(name);
    if (place !== undefined) {
        return `there is no such argument; ${place}.`;
    }
    const close = closestName(name, here);
    return close === undefined
        ? `there is no such argument; the arguments are ${here.join(", ")}.`
        : `there is no such argument; did you mean ${close}?`;
}

/** The candidate that differs least, if it differs by little; letter case does not count. */
function closestName(name: string, candidates: readonly string[]): string | undefined {
    const allowed = Math.max(1, Math.floor(name.length / 3));
    const [closest] = candidates
        .filter((candidate) => Math.abs(candidate.length - name.length) <= allowed)
        .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ edits }) => edits <= allowed)
        .sort((left, right) => left.edits - right.edits);
    return closest?.candidate;
}
