/** Enough for a packet to be worth its way; the host sees nothing of how bytes were gathered. */
const PACKET_BYTES = 256 * 1024;

/**
 * Gathers small writes, since each write of its own would be a packet of its own, and divides large ones: `onTaken` hears that a
 * slow link goes on.
 */
export function makePackets(write: (bytes: Buffer) => Promise<void>, onTaken = () => {}) {
    let gathered: Buffer[] = [];
    let size = 0;
    const send = async (bytes: Buffer) => {
        for (let at = 0; at < bytes.length; at += PACKET_BYTES) {
            await write(bytes.subarray(at, at + PACKET_BYTES));
            onTaken();
        }
    };
    const flush = async () => {
        const [first] = gathered;
        const bytes = gathered.length === 1 && first !== undefined ? first : Buffer.concat(gathered, size);
        gathered = [];
        size = 0;
        await send(bytes);
    };
    return {
        flush,
        /** `beforeEnd` is told when all but the end of the bytes has been written. */
        push: async (bytes: Buffer, beforeEnd = () => {}) => {
            const end = bytes.length - PACKET_BYTES;
            if (end > 0) {
                await flush();
                await send(bytes.subarray(0, end));
                beforeEnd();
                await send(bytes.subarray(end));
                return;
            }
            beforeEnd();
            size += bytes.length;
            // A copy where it is kept: whose memory it is may use it again.
            gathered.push(size < PACKET_BYTES ? Buffer.from(bytes) : bytes);
            if (size >= PACKET_BYTES) {
                await flush();
            }
        },
    };
}
