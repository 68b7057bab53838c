/** Where the engine listens: the last argument of the process that it starts. Undefined in a process that another one started. */
export function engineAddressOf(argv: readonly string[]): string | undefined {
    const last = argv.at(-1) ?? "";
    return /^[^-].*:\d+$/.test(last) ? last : undefined;
}
