import type { Clock } from "../base/clock";
import { isProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import type { HostFacts } from "./look/host-facts";
import { makePieceLedger, type PieceLedger } from "./send/piece-ledger";

const FRUITLESS_ATTEMPTS = 10;
/** And so long: on a link that is cut several times a second ten connections are soon over, and the next may hold. As a connection may take. */
const FRUITLESS_MS = 300_000;
/**
 * Said by a host whose input was cut short, too: a file arrived as another, since a cut connection was still at work on it,
 * or the program ended before its time as it does where a tool is missing. Believed when it is said again and again.
 */
const MISMATCH = "FILE_HASH_MISMATCH";
const DOUBTFUL_CODES: readonly ErrorCode[] = ["FILE_CUT_SHORT", MISMATCH, "FILE_TOOLS_MISSING", "CMD_SHELL_UNUSABLE"];
const DOUBTED_IN_A_ROW = 3;

/** What the connections of an operation came to so far, and whether another may come further. */
export interface Attempts {
    count: number;
    /** What the first connection found. */
    firstFacts?: ReadonlyMap<string, HostFacts>;
    /** Each connection's own. */
    readonly stageNames: string[];
    /** Connections in a row after which no more was on the host than before. */
    fruitless: number;
    /** When the host last had more than before. */
    progressAt: number;
    /** What the host said in a row that a cut may have made it say. */
    doubts: ErrorCode[];
    readonly ledger: PieceLedger;
}

export function makeAttempts(clock: Clock): Attempts {
    return {
        count: 0,
        stageNames: [],
        fruitless: 0,
        progressAt: clock.monotonicMs(),
        doubts: [],
        ledger: makePieceLedger(),
    };
}

export function mayTryAgain({ fruitless, progressAt }: Attempts, clock: Clock): boolean {
    return fruitless < FRUITLESS_ATTEMPTS || clock.monotonicMs() - progressAt < FRUITLESS_MS;
}

/** Takes note of a report of the host: with `placed` and `written` it has more than before. */
export function noteReport(word: string, attempts: Attempts, clock: Clock): void {
    if (word === "placed" || word === "written") {
        attempts.fruitless = 0;
        // The pieces of a file are written before its hash is known: they are no sign against another such word.
        attempts.doubts = attempts.doubts.filter((code) => word === "written" && code === MISMATCH);
        attempts.progressAt = clock.monotonicMs();
    }
}

/** Takes note of a failure. True when it may come of a connection that was cut, so that the next one may do better. */
export function noteFailure(error: unknown, attempts: Attempts): boolean {
    if (!isProviderError(error)) {
        return false;
    }
    const { code, layer, retryable } = error.failure;
    if (layer === "ssh" && retryable) {
        return true;
    }
    const isDoubted = DOUBTFUL_CODES.includes(code) && attempts.doubts.length < DOUBTED_IN_A_ROW;
    if (isDoubted) {
        attempts.doubts.push(code);
        attempts.ledger.clear();
    }
    return isDoubted;
}
