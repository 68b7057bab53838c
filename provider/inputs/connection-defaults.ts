import type { ResourceContext } from "./inputs";
import { isUnknown } from "./unknown";

type Raw = Record<string, unknown>;

/**
 * Arguments with what the provider's configuration gives for `connection` where the program gives nothing. Only read, never
 * recorded: another default is no change of a resource.
 */
export function withConnectionDefaults(
    raw: Raw,
    { connectionDefaults }: Pick<ResourceContext, "connectionDefaults">,
): Raw {
    const { connection = {} } = raw;
    if (connectionDefaults === undefined || !isMap(connection)) {
        return raw;
    }
    const given = Object.entries(connection).filter(([, value]) => value !== undefined && value !== null);
    return { ...raw, connection: { ...connectionDefaults, ...Object.fromEntries(given) } };
}

function isMap(value: unknown): value is Raw {
    return value === null || (typeof value === "object" && !Array.isArray(value) && !isUnknown(value));
}
