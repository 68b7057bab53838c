/** The list in pieces of at most `size`: the host's programs take so many arguments at once. */
export function inChunks<T>(list: readonly T[], size: number): T[][] {
    const chunks: T[][] = [];
    for (let start = 0; start < list.length; start += size) {
        chunks.push(list.slice(start, start + size));
    }
    return chunks;
}
