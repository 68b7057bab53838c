/** Quotes a value for a POSIX shell: the result is one word that the shell reads back byte for byte. NUL can't be passed. */
export function quoteForShell(value: string): string {
    if (value.includes("\0")) {
        throw new RangeError("a shell word can't hold NUL");
    }
    return `'${value.replaceAll("'", "'\\''")}'`;
}
