/** A length-prefixed SSH string (RFC 4251). */
export function sshString(value: Buffer | string): Buffer {
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value);
    return Buffer.concat([uint32(bytes.length), bytes]);
}

/** Four bytes, most significant first. */
export function uint32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
}

/** The SSH strings that a blob is made of; undefined when its lengths don't add up. */
export function readSshStrings(blob: Buffer): Buffer[] | undefined {
    const strings: Buffer[] = [];
    for (let offset = 0; offset < blob.length; ) {
        if (offset + 4 > blob.length) return undefined;
        const end = offset + 4 + blob.readUInt32BE(offset);
        if (end > blob.length) return undefined;
        strings.push(blob.subarray(offset + 4, end));
        offset = end;
    }
    return strings;
}
