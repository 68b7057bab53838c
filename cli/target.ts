import { UsageError } from "./usage-error";

/** Whom a command line names: the user and the port only where it does. */
export interface NamedTarget {
    readonly instanceId: string;
    readonly osUser: string | undefined;
    readonly port: string | undefined;
}

const INSTANCE_ID = /^i-[a-f0-9]{8,30}$/;

/**
 * Reads `[user@]i-…`, and `[user@]i-…:port`.
 * @throws {UsageError} it is none.
 */
export function parseTarget(text: string): NamedTarget {
    const at = text.lastIndexOf("@");
    const [instanceId = "", port, ...rest] = text.slice(at + 1).split(":");
    if (at === 0 || rest.length > 0 || port === "" || !INSTANCE_ID.test(instanceId)) {
        throw new UsageError(
            `expected an instance ID, such as i-0123456789abcdef0 or ubuntu@i-0123456789abcdef0; got ${JSON.stringify(text)}`,
        );
    }
    return { instanceId, osUser: at < 0 ? undefined : text.slice(0, at), port };
}
