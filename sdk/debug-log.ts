import * as pulumi from "@pulumi/pulumi";
import { SECRET_SIGNATURE } from "../provider/base/pulumi-signatures";
import { FORMER_TYPE_TOKEN, TYPE_TOKEN } from "./type-token";

/** Where the values begin in a line of Pulumi's own. */
const VALUES = /\b(?:resp: |obj=|props=|outputs=)/;

const LEFT_OUT = "[left out: it holds secrets]";

/**
 * Keeps secrets out of the debug messages of Pulumi's SDK, which tell the engine's whole answer about each resource, secrets
 * in plain text included. From then on an answer that holds one, or that is about a resource of ours, is left out there.
 * Nothing else changes; an SDK whose log is made in another way is left as it is.
 */
export function keepSecretsFromDebugLog(log: { debug?: unknown } = pulumi.log): void {
    const { debug } = log;
    if (typeof debug !== "function" || "leavesOutSecrets" in debug) {
        return;
    }
    const careful = (message: unknown, ...more: unknown[]) => debug.call(log, withoutSecrets(message), ...more);
    try {
        // Another copy of this package must know it by sight, not by identity.
        log.debug = Object.assign(careful, { leavesOutSecrets: true });
    } catch {
        // It can't be assigned there. A program must not fail for the sake of its debug messages.
    }
}

function withoutSecrets(message: unknown): unknown {
    if (typeof message !== "string") {
        return message;
    }
    const values = VALUES.exec(message);
    if (message.includes(SECRET_SIGNATURE)) {
        // The signature may come after its value, so that nothing but what stands before all values is known to be public.
        return values === null ? LEFT_OUT : beginningOf(message, values);
    }
    const isOurs = [TYPE_TOKEN, FORMER_TYPE_TOKEN].some((type) => message.includes(type));
    return values !== null && isOurs ? beginningOf(message, values) : message;
}

function beginningOf(message: string, values: RegExpExecArray): string {
    return message.slice(0, values.index + values[0].length) + LEFT_OUT;
}
