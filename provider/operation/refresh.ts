import { resolveAwsSettings } from "../aws";
import { makeDeadline } from "../base/deadline";
import { inWords, isProviderError, withoutCommand } from "../base/error";
import { PLAIN_WORDS } from "../base/words";
import type { CommandDeps } from "../command";
import type { Refreshed } from "../state";
import { enterInstance } from "./enter-instance";
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
        const error = withoutCommand(thrown);
        if (!isProviderError(error)) {
            throw error;
        }
        const { log } = operation;
        log.warning(`State stays as it is. ${inWords(error, log.words ?? PLAIN_WORDS).message}`);
        return { read: undefined };
    }
}

async function look(ports: OperationPorts, operation: Operation<"read">): Promise<Refreshed | "gone"> {
    const { inputs, recorded, log } = operation;
    const within = makeDeadline(ports.clock, overallLimitMs(operation), limitOfProgram(operation)?.name);
    const settings = resolveAwsSettings(withRecordedRegion(inputs, recorded), ports.stackConfig);
    if (await isGone(ports, operation, { settings, deadline: within })) {
        return "gone";
    }
    if (inputs.read === undefined) {
        return { read: undefined };
    }
    const { entry, deadline } = await enterInstance(ports, operation, within);
    try {
        const deps: CommandDeps = { ...ports, log, deadline };
        const at: OnInstance = { ports, operation, route: makeRoute(ports, operation, settings), deps, entry };
        return { read: await runRead(at, inputs.read) };
    } finally {
        entry.leave();
    }
}
