/** A size as people write it: `12 bytes`, `1.5 KiB`. */
export function printSize(sizeBytes: number): string {
    if (sizeBytes < 1024) {
        return sizeBytes === 1 ? "1 byte" : `${sizeBytes} bytes`;
    }
    const power = Math.min(Math.floor(Math.log2(sizeBytes) / 10), UNITS.length);
    return `${Number((sizeBytes / 1024 ** power).toFixed(1))} ${UNITS[power - 1]}`;
}

const UNITS = ["KiB", "MiB", "GiB", "TiB"];
