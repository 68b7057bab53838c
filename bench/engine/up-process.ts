// One `up` of a stack of its own on the real engine, in a process of its own: a user's program is compiled afresh for each `up`, and so
// is this one. Gets an order by a message and answers with what the operation took and left in state.
import { rmSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { openStack } from "../../test/e2e/engine-stack";
import { readResources } from "../../test/e2e/engine-state";
import { peakMemoryMib, providerProcesses } from "../../test/e2e/processes";
import type { UpOrder, UpResult } from "./order";
import { makeProgram } from "./programs";

const MEMORY_POLL_MS = 100;

async function work(order: UpOrder): Promise<UpResult> {
    process.env.PULUMI_CLI_ROOT = order.cliRoot;
    let programAt = 0;
    const program = makeProgram(order.program);
    const marked = () => {
        programAt = Date.now();
        return program();
    };
    const { folder, state, stack } = await openStack(marked, order.environment, new Map(order.freshStack));
    // The Automation API starts the CLI twice more after each operation, for a summary and outputs that nobody here reads.
    stack.info = async () => undefined;
    stack.outputs = async () => ({});
    const up = async () => {
        const events: EngineEvent[] = [];
        const onEvent = (event: EngineEvent) => void events.push(event);
        await stack.up({ ...(order.parallel && { parallel: order.parallel }), onEvent });
        return events;
    };
    try {
        if (order.operation === "no-op") {
            await up();
        }
        const stopWatching = order.watchMemory ? watchMemory(folder) : () => undefined;
        const startedAt = Date.now();
        const since = performance.now();
        const events = await up();
        const seconds = (performance.now() - since) / 1000;
        return {
            seconds,
            changes: changesIn(events),
            resources: (await readResources(stack, state))
                .filter(({ type }) => !type.startsWith("pulumi:"))
                .map(({ outputs }) => outputs),
            peakMib: stopWatching(),
            startedAt,
            endedAt: Date.now(),
            programAt,
        };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Reads the peak of the provider's process until it is stopped: the process is gone when the operation has ended. */
function watchMemory(folder: string): () => number {
    let peakMib = 0;
    const timer = setInterval(() => {
        peakMib = Math.max(peakMib, peakMemoryMib(providerProcesses(folder)));
    }, MEMORY_POLL_MS);
    return () => {
        clearInterval(timer);
        return peakMib;
    };
}

function changesIn(events: readonly EngineEvent[]): Record<string, number> {
    const changes: Record<string, number> = {};
    for (const { resourcePreEvent } of events) {
        const { op, type } = resourcePreEvent?.metadata ?? {};
        if (op !== undefined && !type?.startsWith("pulumi:")) {
            changes[op] = (changes[op] ?? 0) + 1;
        }
    }
    return changes;
}

process.once("message", async (order: UpOrder) => {
    const answer = await work(order).then(
        (result) => ({ result }),
        (error: Error) => ({ problem: error.message }),
    );
    process.send?.(answer, () => process.disconnect());
});
