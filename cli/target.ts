import { UsageError } from "./usage-error";

/** Whom a command line names: the user and the port only where it does. */
export interface NamedTarget {
    readonly instanceId: string;
    readonly osUser: string | undefined;
    readonly port: string | undefined;
}

/** The same, by a tag in place of the ID. */
export interface TaggedTarget extends Omit<NamedTarget, "instanceId"> {
    readonly tag: { readonly key: string; readonly value: string };
}

const INSTANCE_ID = /^i-[a-f0-9]{8,30}$/;

/**
 * Reads `[user@]i-…`, and `[user@]i-…:port`.
 * @throws {UsageError} it is none.
 */
export function parseTarget(text: string): NamedTarget {
    const target = readTarget(text);
    if (target === undefined || "tag" in target) {
        throw new UsageError(
            `expected an instance ID, such as i-0123456789abcdef0 or ubuntu@i-0123456789abcdef0; got ${JSON.stringify(text)}`,
        );
    }
    return target;
}

/**
 * Reads what `parseTarget` reads, `[user@]tag:KEY=VALUE` and `[user@]NAME`.
 * @throws {UsageError} it is none.
 */
export function parseAnyTarget(text: string): NamedTarget | TaggedTarget {
    const target = readTarget(text);
    if (target === undefined) {
        throw new UsageError(
            `expected an instance ID, a name or a tag, such as i-0123456789abcdef0, web-1 or tag:Name=web-1; got ${JSON.stringify(text)}`,
        );
    }
    return target;
}

function readTarget(text: string): NamedTarget | TaggedTarget | undefined {
    const at = text.lastIndexOf("@");
    const osUser = at < 0 ? undefined : text.slice(0, at);
    const rest = text.slice(at + 1);
    const [instanceId = "", port, ...more] = rest.split(":");
    if (at === 0 || rest === "") {
        return undefined;
    }
    if (INSTANCE_ID.test(instanceId)) {
        return more.length > 0 || port === "" ? undefined : { instanceId, osUser, port };
    }
    const [, key, value] = /^tag:([^=]+)=(.+)$/.exec(rest) ?? [];
    if (key !== undefined && value !== undefined) {
        return { tag: { key, value }, osUser, port: undefined };
    }
    // What looks like an ID that was typed wrong is no name.
    return /^(i-|tag:)|^-/.test(rest) ? undefined : { tag: { key: "Name", value: rest }, osUser, port: undefined };
}
