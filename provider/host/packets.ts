/** Enough for a packet to be worth its way; the host sees nothing of how bytes were gathered. */
const PACKET_BYTES = 256 * 1024;

/** Gathers small writes: each write of its own would be a packet of its own. */
export function makePackets(write: (bytes: Buffer) => Promise<void>) {
    let gathered: Buffer[] = [];
    let size = 0;
    const flush = async () => {
        const [first] = gathered;
        const bytes = gathered.length === 1 && first !== undefined ? first : Buffer.concat(gathered, size);
        gathered = [];
        size = 0;
        if (bytes.length > 0) {
            await write(bytes);
        }
    };
    return {
        flush,
        push: async (bytes: Buffer) => {
            size += bytes.length;
            if (size >= PACKET_BYTES) {
                gathered.push(bytes);
                await flush();
            } else {
                // A copy: whose memory it is may use it again.
                gathered.push(Buffer.from(bytes));
            }
        },
    };
}
