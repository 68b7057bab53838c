import { resolveAwsSettings } from "../aws";
import { makeDeadline } from "../base/deadline";
import { inWords, isProviderError, withoutCommand } from "../base/error";
import type { Log } from "../base/log";
import { PLAIN_WORDS } from "../base/words";
import type { CommandDeps } from "../command";
import type { Refreshed } from "../state";
import { enterInstance } from "./enter-instance";
import { fetchFiles } from "./fetch-step";
import { isGone } from "./is-gone";
import { limitOfProgram, overallLimitMs } from "./limits";
import type { OnInstance } from "./on-instance";
import type { Operation } from "./operation";
import type { OperationPorts } from "./ports";
import { runRead } from "./read-step";
import { withRecordedRegion } from "./recorded-region";
import { makeRoute } from "./route";

/**
 * Looks at what state is about: whether the instance is still there, and what `read` prints now. Without `read` it asks AWS
 * alone. What can't be seen is warned of, and is no change.
 */
export async function refresh(ports: OperationPorts, operation: Operation<"read">): Promise<Refreshed | "gone"> {
    try {
        return await look(ports, operation);
    } catch (thrown) {
        warn(thrown, operation.log);
        return { read: undefined };
    }
}

/** Undefined where it fails, with a warning. */
function orWarned<T>(work: Promise<T>, log: Log): Promise<T | undefined> {
    return work.catch((thrown) => {
        warn(thrown, log);
        return undefined;
    });
}

function warn(thrown: unknown, log: Log): void {
    const error = withoutCommand(thrown);
    if (!isProviderError(error)) {
        throw error;
    }
    log.warning(`State stays as it is. ${inWords(error, log.words ?? PLAIN_WORDS).message}`);
}

async function look(ports: OperationPorts, operation: Operation<"read">): Promise<Refreshed | "gone"> {
    const { inputs, recorded, log } = operation;
    const within = makeDeadline(ports.clock, overallLimitMs(operation), limitOfProgram(operation)?.name);
    const settings = resolveAwsSettings(withRecordedRegion(inputs, recorded), ports.stackConfig, inputs);
    if (await isGone(ports, operation, { settings, deadline: within })) {
        return "gone";
    }
    if (inputs.read === undefined && inputs.fetch.length === 0) {
        return { read: undefined };
    }
    const { entry, deadline } = await enterInstance(ports, operation, within);
    try {
        const deps: CommandDeps = { ...ports, log, deadline };
        const at: OnInstance = { ports, operation, route: makeRoute(ports, operation, settings), deps, entry };
        // Each tells what it can: what the one can't see is nothing to the other.
        const { read, fetch } = inputs;
        return {
            fetched: fetch.length === 0 ? undefined : await orWarned(fetchFiles(at), log),
            read: read === undefined ? undefined : await orWarned(runRead(at, read), log),
        };
    } finally {
        entry.leave();
    }
}
