import { propertyPath } from "../base/property-path";
import type { CheckFailure, IsSecret } from "./checker";
import { connectionConflicts, isKnown } from "./connection-rules";
import type { ConnectionDefaults, ResourceContext } from "./inputs";
import { isWithin } from "./secret-paths";
import { isUnknown } from "./unknown";

type Raw = Record<string, unknown>;
type Told = Pick<ResourceContext, "connectionDefaults">;

/** Arguments, and the names of what the provider's configuration gives of their `connection`. */
export interface Defaulted {
    readonly raw: Raw;
    readonly fromProvider: readonly string[];
}

/**
 * Arguments with what the provider's configuration gives for `connection` where the program gives nothing. A default that can't
 * be used with what the program gives is left out. Only read, never recorded: another default is no change of a resource.
 */
export function withConnectionDefaults(raw: Raw, { connectionDefaults }: Told): Defaulted {
    const connection = raw.connection ?? {};
    if (connectionDefaults === undefined || !isMap(connection)) {
        return { raw, fromProvider: [] };
    }
    const given = withoutNothing(connection);
    const missing = Object.entries(withoutNothing(connectionDefaults.values)).filter(([name]) => !(name in given));
    const defaults = withoutOrphan(usableWith(given, Object.fromEntries(missing)), given);
    return { raw: { ...raw, connection: { ...defaults, ...given } }, fromProvider: Object.keys(defaults) };
}

/** The defaults that go with what the program gives. One of two that exclude each other gives way to the program's. */
function usableWith(given: Raw, defaults: Raw): Raw {
    const all = { ...defaults, ...given };
    const pairs = connectionConflicts(all, () => true)
        .filter(({ isFact }) => isFact !== true)
        .map(({ property, rival }) => [property, rival]);
    // No failure, but one of the two would have no effect.
    const unused = isKnown(all.proxy) && isKnown(all.endpointId) ? [["proxy", "endpointId"]] : [];
    const [loser] = [...pairs, ...unused]
        .map((pair) => pair.filter((name) => name in defaults))
        .flatMap((ofDefaults) => (ofDefaults.length === 1 ? ofDefaults : []));
    return loser === undefined ? defaults : usableWith(given, without(loser, defaults));
}

/** A passphrase opens the key that it was given with, and no other. */
function withoutOrphan(defaults: Raw, given: Raw): Raw {
    const isOrphan = "privateKey" in given || !("privateKey" in defaults);
    return isOrphan ? without("passphrase", defaults) : defaults;
}

/** The failures, which say of a value that the program does not have where it comes from. */
export function explainDefaults(
    failures: readonly CheckFailure[],
    { raw, fromProvider }: Defaulted,
    isSecret: IsSecret,
): CheckFailure[] {
    const isDefault = new Set(fromProvider);
    if (isDefault.size === 0) {
        return [...failures];
    }
    const conflicts = connectionConflicts(raw.connection as Raw, (name) => isSecret(propertyPath("connection", name)));
    return failures.map(({ property, reason }) => {
        const name = /^connection\.(\w+)/.exec(property)?.[1] ?? "";
        if (isDefault.has(name)) {
            return { property, reason: `${reason} The value comes from the provider's configuration.` };
        }
        const conflict = conflicts.find((each) => each.property === name && each.reason === reason);
        const isToldOf = conflict !== undefined && isDefault.has(conflict.rival);
        const told = isToldOf ? ` connection.${conflict.rival} comes from the provider's configuration.` : "";
        return { property, reason: reason + told };
    });
}

/** The paths of what is secret among the defaults that are used: what a resource gives in place of one is its own. */
export function secretDefaults(defaults: ConnectionDefaults | undefined, { fromProvider }: Defaulted): string[] {
    const used = fromProvider.map((name) => propertyPath("connection", name));
    const secrets = defaults?.secretPaths ?? [];
    return secrets.includes("connection") ? used : secrets.filter((path) => used.some((name) => isWithin(path, name)));
}

function without(name: string, { [name]: _, ...others }: Raw): Raw {
    return others;
}

function withoutNothing(object: Readonly<Raw>): Raw {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));
}

function isMap(value: unknown): value is Raw {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}
