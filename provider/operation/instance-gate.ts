// Operations of this process on the same instance run beside each other; a reboot runs alone. First come, first served: who comes
// after one that waits to be alone waits for it.
import type { Deadline } from "../base/deadline";

/** How long somebody waits to be let in, and what is thrown after that. */
export interface Limit {
    readonly deadline: Deadline;
    readonly onExpiry: () => Error;
}

/** Keeps operations from an instance while it is rebooted, and a reboot from an instance while operations are on it. */
export interface InstanceGate {
    /**
     * Lets an operation in, on all instances that it uses at once.
     * @throws what `onExpiry` returns, if the deadline passes first.
     */
    enter(instanceIds: readonly string[], limit: Limit): Promise<Entry>;
}

/** An operation that was let in. */
export interface Entry {
    /**
     * Does `work` while no other operation is on that instance. Who waits to be alone counts as away, so several can do so one after
     * the other.
     * @throws what `onExpiry` returns, if the deadline passes while others are on it; and what `work` throws.
     */
    alone<T>(instanceId: string, limit: Limit, work: () => Promise<T>): Promise<T>;
    leave(): void;
}

interface Claim {
    readonly instanceIds: readonly string[];
    /** The instance on which nobody else may be. */
    alone: string | undefined;
    readonly letIn: () => void;
}

export function makeInstanceGate(): InstanceGate {
    const inside = new Set<Claim>();
    /** In the order in which they came. */
    const waiting = new Set<Claim>();
    const letInAll = () => {
        const before = [...inside];
        for (const claim of waiting) {
            if (before.every((other) => !excludes(claim, other))) {
                waiting.delete(claim);
                inside.add(claim);
                claim.letIn();
            }
            before.push(claim);
        }
    };
    const leave = (claim: Claim) => {
        if (inside.delete(claim) || waiting.delete(claim)) {
            letInAll();
        }
    };
    const letIn = async (wanted: Omit<Claim, "letIn">, { deadline, onExpiry }: Limit): Promise<Claim> => {
        const { promise, resolve } = withResolvers();
        const claim: Claim = { ...wanted, letIn: resolve };
        waiting.add(claim);
        letInAll();
        if (!inside.has(claim)) {
            try {
                await deadline.race(() => promise, onExpiry);
            } catch (error) {
                leave(claim);
                throw error;
            }
        }
        return claim;
    };
    return Object.freeze<InstanceGate>({
        enter: async (used, limit) => {
            const instanceIds = [...new Set(used)];
            let claim = await letIn({ instanceIds, alone: undefined }, limit);
            return Object.freeze<Entry>({
                alone: async (instanceId, aloneLimit, work) => {
                    leave(claim);
                    claim = await letIn({ instanceIds, alone: instanceId }, aloneLimit);
                    try {
                        return await work();
                    } finally {
                        claim.alone = undefined;
                        letInAll();
                    }
                },
                leave: () => leave(claim),
            });
        },
    });
}

function excludes(claim: Claim, other: Claim): boolean {
    const isOn = (instanceId: string | undefined, { instanceIds }: Claim) =>
        instanceId !== undefined && instanceIds.includes(instanceId);
    return isOn(claim.alone, other) || isOn(other.alone, claim);
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
    let resolve = () => {};
    const promise = new Promise<void>((settle) => {
        resolve = settle;
    });
    return { promise, resolve };
}
