/** Which pieces of large files are on the host already: kept over the connections of one operation. */
export interface PieceLedger {
    /** Files of this size and more go in pieces. */
    readonly fromBytes: number;
    has(path: string, piece: number): boolean;
    hasAny(path: string): boolean;
    /** The host has written a piece. */
    add(pathNumber: number, piece: number): void;
    /** Calls the listener after each piece that is written, until the returned function is called. */
    onAdd(listener: () => void): () => void;
    /** Paths by the numbers of this connection. */
    setPaths(paths: readonly string[]): void;
    /** Forgets the pieces of a file: they are where nobody may take them from. */
    drop(path: string): void;
    /** Forgets everything: what the host has is not what was sent. */
    clear(): void;
}

export const PIECE_MIB = 4;
export const PIECE_BYTES = PIECE_MIB * 1024 * 1024;

export function makePieceLedger(): PieceLedger {
    const written = new Set<string>();
    const isOf = (path: string) => (key: string) => key.slice(key.indexOf(" ") + 1) === path;
    const listeners = new Set<() => void>();
    let paths: readonly string[] = [];
    return {
        fromBytes: PIECE_BYTES,
        hasAny: (path) => [...written].some(isOf(path)),
        has: (path, piece) => written.has(`${piece} ${path}`),
        add: (pathNumber, piece) => {
            written.add(`${piece} ${paths[pathNumber] ?? ""}`);
            for (const listener of listeners) {
                listener();
            }
        },
        onAdd: (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        setPaths: (next) => {
            paths = next;
        },
        drop: (path) => {
            for (const key of [...written].filter(isOf(path))) {
                written.delete(key);
            }
        },
        clear: () => written.clear(),
    };
}
