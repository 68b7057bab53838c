const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** Bytes of a size such as `512B`, `64KiB` or `1.5MiB`; undefined when the text is none, or is less than one byte. */
export function parseSize(text: string): number | undefined {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB)$/.exec(text) ?? [];
    if (amount === undefined || unit === undefined) {
        return undefined;
    }
    const bytes = Math.floor(Number(amount) * (UNIT_BYTES[unit] ?? 0));
    return Number.isSafeInteger(bytes) && bytes >= 1 ? bytes : undefined;
}
