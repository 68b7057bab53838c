import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { isProviderError, type ProviderError } from "../base/error";
import type { AnswerAge } from "./aws";
import { type Gathering, makeGathering } from "./gathering";
import { makeTurns } from "./turns";

type Answers<Answer> = ReadonlyMap<string, Answer>;

export interface LookupSettings<Answer> {
    /** Asks AWS about several names in one call; those it does not know are not in the answer. */
    readonly load: (names: readonly string[], deadline: Deadline) => Promise<Answers<Answer>>;
    /** Resolves when the next call may go. */
    readonly mayAsk: () => Promise<void>;
    readonly clock: Clock;
    /** For how long an answer is given again; `Infinity` is for things that never change. */
    readonly freshMs: number | ((answer: Answer | undefined) => number);
    /** How many operations are under way in this process. @default very many */
    readonly underWay?: (() => number) | undefined;
    /**
     * False for what is asked about the answers of another lookup, which come many at a time: nobody else is waited for.
     * @default true
     */
    readonly waitsForCompany?: boolean;
}

/** Looks up one name, at most until the deadline; undefined when AWS does not know it. */
export type Lookup<Answer> = (
    name: string,
    limits: { readonly deadline: Deadline; readonly age?: AnswerAge | undefined },
    onExpiry: () => ProviderError,
) => Promise<Answer | undefined>;

interface Batch<Answer> {
    readonly gathered: Gathering;
    deadline: Deadline;
    wasSent: boolean;
    readonly answer: Promise<Answers<Answer>>;
}

interface Asked<Answer> {
    readonly batch: Batch<Answer>;
    /** Until when the answer is given again; undefined: there is none yet. */
    freshUntil: number | undefined;
}

/** Long enough that resources which the engine starts together share a call, too short to be noticed. */
const GATHER_MS = 10;
const NAMES_PER_CALL = 100;

/**
 * Makes a lookup of single names that gathers what is asked together into one call, and gives an answer again while it is
 * fresh. One call is under way at a time and calls are spaced (see {@link makeTurns}): whoever comes meanwhile joins the next
 * one. A full call waits for neither. Failures are never remembered.
 */
export function makeBatchedLookup<Answer>(settings: LookupSettings<Answer>): Lookup<Answer> {
    const { load, mayAsk, clock, freshMs, underWay = manyUnderWay, waitsForCompany = true } = settings;
    const turns = makeTurns(clock, { areSpaced: waitsForCompany, underWay });
    const asked = new Map<string, Asked<Answer>>();
    let gathering: Batch<Answer> | undefined;

    const forgetOld = () => {
        for (const [name, { freshUntil }] of asked) {
            if (freshUntil !== undefined && clock.monotonicMs() >= freshUntil) {
                asked.delete(name);
            }
        }
    };
    const openBatch = (deadline: Deadline): Batch<Answer> => {
        const gathered = makeGathering(clock, NAMES_PER_CALL);
        const send = async () => {
            await Promise.race([turns.next(gathered), gathered.full]);
            // Gathers on while calls are not due: many who poll share the calls that the rate allows.
            await mayAsk();
            batch.wasSent = true;
            gathering = gathering === batch ? undefined : gathering;
            const kind = gathered.isFull() ? "beside" : "in-turn";
            return turns.take(load([...gathered.names], batch.deadline), kind);
        };
        const answer = new Promise<Answers<Answer>>((resolve, reject) => {
            clock.after(waitsForCompany ? GATHER_MS : 0, () => send().then(resolve, reject));
        });
        const batch: Batch<Answer> = { gathered, deadline, wasSent: false, answer };
        gathering = batch;
        return batch;
    };
    const join = (name: string, deadline: Deadline): Batch<Answer> => {
        const batch = gathering ?? openBatch(deadline);
        batch.gathered.add(name);
        turns.onName();
        batch.deadline = batch.deadline.at < deadline.at ? deadline : batch.deadline;
        gathering = batch.gathered.isFull() ? undefined : batch;
        const entry: Asked<Answer> = { batch, freshUntil: undefined };
        asked.set(name, entry);
        batch.answer.then(
            (answers) => {
                const ageMs = typeof freshMs === "number" ? freshMs : freshMs(answers.get(name));
                entry.freshUntil = clock.monotonicMs() + ageMs;
            },
            () => asked.get(name) === entry && asked.delete(name),
        );
        return batch;
    };

    /** An answer to a call that was sent before somebody asks for `now` is too old for that one. */
    const known = (name: string, age: AnswerAge): Batch<Answer> | undefined => {
        const batch = asked.get(name)?.batch;
        return age === "recent" || batch?.wasSent === false ? batch : undefined;
    };

    return async (name, { deadline, age = "recent" }, onExpiry) => {
        for (;;) {
            forgetOld();
            const batch = known(name, age) ?? join(name, deadline);
            try {
                return (await deadline.race(() => batch.answer, onExpiry)).get(name);
            } catch (error) {
                // The call that was joined had less time than this one: ask again with our own.
                const hadLessTime = batch.deadline.at < deadline.at && !deadline.expired();
                if (!(hadLessTime && isProviderError(error) && error.failure.retryable)) {
                    throw error;
                }
            }
        }
    };
}

function manyUnderWay(): number {
    return Number.POSITIVE_INFINITY;
}
