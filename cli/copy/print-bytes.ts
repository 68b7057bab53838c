const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A number of bytes for a reader, in at most eight characters: `512 B`, `12.3 MiB`. */
export function printBytes(bytes: number): string {
    let unit = 0;
    let value = Math.max(0, bytes);
    while (value >= 999.5 && unit < UNITS.length - 1) {
        value /= 1024;
        unit += 1;
    }
    return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
