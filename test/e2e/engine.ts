import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import type { EngineEvent, GlobalOpts, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import type { Lab } from "../../lab";
import type * as sdk from "../../sdk";
import { openStack } from "./engine-stack";
import { readOutputs, readResources, type StateResource } from "./engine-state";

/** The package as a program gets it: built, by its name, so that the runtime in the provider process is the same code. */
export const { InstanceConnectCommand } = createRequire(__filename)("pulumi-ec2-instance-connect") as typeof sdk;

/** What one operation of the engine did and said. */
export interface Operation {
    readonly output: string;
    /** What the engine wrote on its standard error: its own log, where that is asked for. */
    readonly stderr: string;
    readonly events: readonly EngineEvent[];
    /** Operations on resources of ours, such as `{ create: 1, same: 2 }`. */
    readonly changes: Readonly<Record<string, number>>;
    readonly outputs: Readonly<Record<string, { value: unknown; secret: boolean }>>;
    /** What the engine said when it failed; undefined when it succeeded. */
    readonly failure: string | undefined;
}

/** How much the engine tells. */
export type EngineOptions = Pick<GlobalOpts, "debug" | "logToStdErr" | "logVerbosity" | "logFlow"> & { diff?: boolean };

export interface TestStack {
    readonly stack: Stack;
    /** The folder that holds state and backups. */
    readonly folder: string;
    up(program?: PulumiFn, options?: EngineOptions): Promise<Operation>;
    preview(program?: PulumiFn, options?: EngineOptions): Promise<Operation>;
    refresh(options?: EngineOptions & { expectNoChanges?: boolean }): Promise<Operation>;
    destroy(options?: EngineOptions): Promise<Operation>;
    /** What the operation under way, or the last one, has said so far. */
    said(): string;
    /** Our resources in state. */
    resources(): Promise<StateResource[]>;
    /** The only one of ours. */
    resource(): Promise<StateResource>;
    remove(): void;
}

/**
 * Pulumi's own, on a busy machine: its SDK in this process did not reach the engine that it had started. No resource was asked for.
 * The rejection that nobody handles then is passed over in `vitest.config.mts`.
 */
const ENGINE_UNREACHED = /14 UNAVAILABLE: No connection established/;

const TYPE = "pulumi-nodejs:dynamic/instanceConnectCommand:InstanceConnectCommand";

/** A stack on the real engine with its state in a temporary folder, its AWS calls going to the lab. */
export async function makeTestStack(
    lab: Pick<Lab, "environment">,
    program: PulumiFn,
    environment: Record<string, string> = {},
): Promise<TestStack> {
    const { folder, state, stack } = await openStack(program, { ...lab.environment, ...environment });
    // After each operation the Automation API starts the CLI once more for a summary that no test reads.
    stack.info = async () => undefined;
    const askForOutputs = stack.outputs.bind(stack);
    stack.outputs = () => readOutputs(state, askForOutputs);
    let said = "";
    const observe = async (operation: Observed) => {
        const once = () => {
            said = "";
            return observeAll(operation, (text) => {
                said += text;
            });
        };
        const done = await once();
        return ENGINE_UNREACHED.test(done.failure ?? "") ? once() : done;
    };
    const runWith = (next: PulumiFn | undefined) => {
        stack.workspace.program = next ?? program;
    };
    const resources = async () => (await readResources(stack, state)).filter(({ type }) => type === TYPE);
    return {
        stack,
        folder,
        up: (next, options) => {
            runWith(next);
            return observe((observers) => stack.up({ ...options, ...observers }));
        },
        preview: (next, options) => {
            runWith(next);
            return observe((observers) => stack.preview({ ...options, ...observers }));
        },
        refresh: (options) => observe((observers) => stack.refresh({ ...options, ...observers })),
        destroy: (options) => observe((observers) => stack.destroy({ ...options, ...observers })),
        said: () => said,
        resources,
        resource: async () => {
            const [only, ...others] = await resources();
            if (only === undefined || others.length > 0) {
                throw new Error(`expected one resource in state, found ${others.length + (only ? 1 : 0)}`);
            }
            return only;
        },
        remove: () => rmSync(folder, { recursive: true, force: true }),
    };
}

interface Observers {
    readonly onOutput: (text: string) => void;
    readonly onError: (text: string) => void;
    readonly onEvent: (event: EngineEvent) => void;
}

type Observed = (observers: Observers) => Promise<{ outputs?: Operation["outputs"] } | object>;

async function observeAll(operation: Observed, onText: (text: string) => void): Promise<Operation> {
    const events: EngineEvent[] = [];
    let output = "";
    let stderr = "";
    const observers: Observers = {
        onOutput: (text) => {
            output += text;
            onText(text);
        },
        onError: (text) => {
            stderr += text;
        },
        onEvent: (event) => void events.push(event),
    };
    let failure: string | undefined;
    let outputs: Operation["outputs"] = {};
    try {
        const result = await operation(observers);
        outputs = "outputs" in result ? (result.outputs ?? {}) : {};
    } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
    }
    return { output, stderr, events, changes: changesIn(events), outputs, failure };
}

function changesIn(events: readonly EngineEvent[]): Record<string, number> {
    const changes: Record<string, number> = {};
    for (const { resourcePreEvent } of events) {
        if (resourcePreEvent?.metadata.type === TYPE) {
            const { op } = resourcePreEvent.metadata;
            changes[op] = (changes[op] ?? 0) + 1;
        }
    }
    return changes;
}
