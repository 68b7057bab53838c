import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import { isProviderError, type ProviderError } from "../base/error";
import type { AnswerAge, InstanceFacts } from "./aws";

/** Asks AWS about several instances in one call; those it does not know are not in the answer. */
export type DescribeMany = (
    instanceIds: readonly string[],
    deadline: Deadline,
) => Promise<ReadonlyMap<string, InstanceFacts>>;

interface Batch {
    readonly instanceIds: Set<string>;
    deadline: Deadline;
    readonly answer: Promise<ReadonlyMap<string, InstanceFacts>>;
}

interface Asked {
    readonly batch: Batch;
    answeredAt: number | undefined;
}

/** Long enough that resources which the engine starts together share a call, too short to be noticed. */
const GATHER_MS = 10;
/** Resources on one instance share an answer; whoever waits for a change polls more slowly than this. */
const FRESH_MS = 1_000;
const IDS_PER_CALL = 100;

/**
 * Makes a lookup of single instances that gathers what is asked together into one call, and gives an answer again while it
 * is fresh. `mayAsk` resolves when the next call may go. Failures are never remembered.
 */
export function makeInstanceLookup(describeMany: DescribeMany, mayAsk: () => Promise<void>, clock: Clock) {
    const asked = new Map<string, Asked>();
    let gathering: Batch | undefined;

    const forgetOld = () => {
        for (const [instanceId, { answeredAt }] of asked) {
            if (answeredAt !== undefined && clock.monotonicMs() - answeredAt >= FRESH_MS) {
                asked.delete(instanceId);
            }
        }
    };
    const openBatch = (deadline: Deadline): Batch => {
        const sent = new Promise<ReadonlyMap<string, InstanceFacts>>((resolve, reject) => {
            const send = async () => {
                // Gathers on while calls are not due: many who poll share the calls that the rate allows.
                await mayAsk();
                gathering = gathering === batch ? undefined : gathering;
                return describeMany([...batch.instanceIds], batch.deadline);
            };
            clock.after(GATHER_MS, () => send().then(resolve, reject));
        });
        const batch: Batch = { instanceIds: new Set(), deadline, answer: sent };
        gathering = batch;
        return batch;
    };
    const join = (instanceId: string, deadline: Deadline): Batch => {
        const open = gathering;
        const isFull = open !== undefined && open.instanceIds.size >= IDS_PER_CALL;
        const batch = open === undefined || isFull ? openBatch(deadline) : open;
        batch.instanceIds.add(instanceId);
        batch.deadline = batch.deadline.at < deadline.at ? deadline : batch.deadline;
        const entry: Asked = { batch, answeredAt: undefined };
        asked.set(instanceId, entry);
        batch.answer.then(
            () => {
                entry.answeredAt = clock.monotonicMs();
            },
            () => asked.get(instanceId) === entry && asked.delete(instanceId),
        );
        return batch;
    };

    /** An answer to a call that was sent before somebody asks for `now` is too old for that one. */
    const known = (instanceId: string, age: AnswerAge): Batch | undefined => {
        const batch = asked.get(instanceId)?.batch;
        return age === "recent" || batch === gathering ? batch : undefined;
    };

    return async (
        instanceId: string,
        { deadline, age = "recent" }: { readonly deadline: Deadline; readonly age?: AnswerAge | undefined },
        onExpiry: () => ProviderError,
    ): Promise<InstanceFacts | undefined> => {
        for (;;) {
            forgetOld();
            const batch = known(instanceId, age) ?? join(instanceId, deadline);
            try {
                return (await deadline.race(() => batch.answer, onExpiry)).get(instanceId);
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
