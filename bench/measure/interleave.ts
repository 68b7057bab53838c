import { performance } from "node:perf_hooks";
import { Unavailable } from "../unavailable";
import type { Timed } from "./finding";

/** One way of doing the work that is compared. */
export interface Way {
    readonly name: string;
    /** Puts everything as it was before the work; not timed. */
    readonly before?: () => Promise<void> | void;
    /**
     * Does the work, and fails unless its result is right as far as the work itself tells: exit codes, output. A number is what it
     * measured by itself, in the unit of the finding; else its time is taken.
     */
    readonly run: () => Promise<unknown>;
    /** Looks at what is there now, and fails unless it is right; not timed. */
    readonly after?: () => Promise<void> | void;
    /** Does it in the first so many rounds only, where it takes very long and nothing hangs on it. */
    readonly rounds?: number;
}

export interface Rounds {
    readonly rounds: number;
    /** Whether there is a first round that does not count. */
    readonly warmUp: boolean;
    /** Told before each round that counts, from 1. */
    readonly onRound?: (round: number) => void;
}

/**
 * Does the work in each way in turn, so often, and resolves to the seconds of each. What the machine is busy with besides hits all of
 * them alike.
 */
export async function interleave(ways: readonly Way[], { rounds, warmUp, onRound }: Rounds): Promise<Timed[]> {
    const values = new Map(ways.map(({ name }) => [name, [] as number[]]));
    for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
        if (round >= 0) {
            onRound?.(round + 1);
        }
        for (const way of ways) {
            if (round >= (way.rounds ?? Number.POSITIVE_INFINITY)) {
                continue;
            }
            const value = await once(way);
            if (round >= 0) {
                values.get(way.name)?.push(value);
            }
        }
    }
    return ways.map(({ name }) => ({ name, values: values.get(name) ?? [] }));
}

async function once({ name, before, run, after }: Way): Promise<number> {
    try {
        await before?.();
        const startedAt = performance.now();
        const told = await run();
        const seconds = (performance.now() - startedAt) / 1000;
        await after?.();
        return typeof told === "number" ? told : seconds;
    } catch (error) {
        if (error instanceof Unavailable) {
            throw error;
        }
        throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
}

/** The one of that name. @throws when there is none: a case has asked for a way that it did not measure. */
export function timedOf(timed: readonly Timed[], name: string): Timed {
    const found = timed.find((one) => one.name === name);
    if (found === undefined) {
        throw new Error(`${name} was not measured`);
    }
    return found;
}
