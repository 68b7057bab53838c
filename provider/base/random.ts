import { randomBytes } from "node:crypto";

/** Randomness as a port: markers, jitter and names are predictable in tests. Keys never come from here. */
export interface Random {
    /** Lower-case hexadecimal text of `byteCount` random bytes. */
    hex(byteCount: number): string;
    /** A number from 0 (included) to 1 (excluded), for jitter. */
    fraction(): number;
}

export const systemRandom: Random = {
    hex: (byteCount) => randomBytes(byteCount).toString("hex"),
    fraction: () => Math.random(),
};
