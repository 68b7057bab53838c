/** A file that goes into a batch whole. */
export interface BatchedFile {
    readonly path: string;
    /** Where it is made ready, from where the host's shell is. */
    readonly name: string;
    readonly bytes: Buffer;
}

const BLOCK_BYTES = 512;
/** Of the name field. A longer name goes before its file, as GNU tar writes it and busybox reads it. */
const LONGEST_NAME_BYTES = 100;

/** The files as a tar archive of one known length, with names that begin where the host's shell is. */
export function printTar(files: readonly BatchedFile[]): Buffer {
    const blocks = files.flatMap(({ name: fileName, bytes }) => {
        const name = Buffer.from(fileName);
        const isLong = name.length > LONGEST_NAME_BYTES;
        const nameBlocks = isLong
            ? printEntry(Buffer.from("././@LongLink"), "L", Buffer.concat([name, Buffer.alloc(1)]))
            : [];
        return [...nameBlocks, ...printEntry(name.subarray(0, LONGEST_NAME_BYTES), "0", bytes)];
    });
    return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function printEntry(name: Buffer, type: "0" | "L", content: Buffer): Buffer[] {
    const header = Buffer.alloc(BLOCK_BYTES);
    name.copy(header, 0);
    header.write("0000600\0", 100, "latin1");
    header.write("0000000\0", 108, "latin1");
    header.write("0000000\0", 116, "latin1");
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124, "latin1");
    header.write("00000000000\0", 136, "latin1");
    header.write("        ", 148, "latin1");
    header.write(type, 156, "latin1");
    header.write("ustar  \0", 257, "latin1");
    let sum = 0;
    for (const byte of header) {
        sum += byte;
    }
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    const padding = Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
    return [header, content, padding];
}
