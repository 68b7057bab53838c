import type { Random } from "./random";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Milliseconds to wait before the next connection after one that was lost: none after a connection that got on with the
 * work, ever longer after `fruitless` ones in a row, and not the same for all that lost theirs together.
 */
export function reconnectPauseMs(fruitless: number, random: Random): number {
    if (fruitless === 0) {
        return 0;
    }
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (fruitless - 1)) * (0.5 + random.fraction());
}
