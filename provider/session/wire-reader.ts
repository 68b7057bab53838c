/** Reads a message as SSH writes it, field by field. */
export interface WireReader {
    byte(): number;
    uint32(): number;
    /** Bytes behind their length. */
    string(): Buffer;
    isAtEnd(): boolean;
}

/** A reader from the first byte. Its functions throw a `RangeError` where the message is too short. */
export function makeWireReader(message: Buffer): WireReader {
    let offset = 0;
    const uint32 = () => {
        const value = message.readUInt32BE(offset);
        offset += 4;
        return value;
    };
    return {
        byte: () => {
            const value = message.readUInt8(offset);
            offset += 1;
            return value;
        },
        uint32,
        string: () => {
            const length = uint32();
            if (offset + length > message.length) {
                throw new RangeError("a field is longer than its message");
            }
            offset += length;
            return message.subarray(offset - length, offset);
        },
        isAtEnd: () => offset === message.length,
    };
}
