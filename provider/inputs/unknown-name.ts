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
        ? `there is no such argument; there are ${here.join(", ")}.`
        : `there is no such argument; did you mean ${close}?`;
}

/** The candidate that differs least, if it differs by little; letter case does not count. */
function closestName(name: string, candidates: readonly string[]): string | undefined {
    const allowed = Math.max(1, Math.floor(name.length / 3));
    const [closest] = candidates
        .filter((candidate) => Math.abs(candidate.length - name.length) <= allowed)
        .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ distance }) => distance <= allowed)
        .sort((left, right) => left.distance - right.distance);
    return closest?.candidate;
}

/** The number of characters to insert, drop or exchange to turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
    const columns = [...to];
    let row = [0, ...columns.map((_, index) => index + 1)];
    for (const [rowIndex, fromCharacter] of [...from].entries()) {
        const next = [rowIndex + 1];
        for (const [index, toCharacter] of columns.entries()) {
            const exchanged = (row[index] ?? 0) + (fromCharacter === toCharacter ? 0 : 1);
            next.push(Math.min(exchanged, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
        }
        row = next;
    }
    return row[columns.length] ?? 0;
}
