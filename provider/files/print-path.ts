/** A path in an error: on one line, whatever it holds. */
export function printPath(path: string): string {
    return /^[\x21-\x7e]+$/.test(path) ? path : JSON.stringify(path);
}
