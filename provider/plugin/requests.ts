import type { ConnectionDefaults } from "../inputs/inputs";
import type { ResourceRequest } from "../lifecycle";
import { readHiddenInputs } from "../process/hidden-inputs";
import type { Properties } from "./values";

/** What a request of the engine tells beside properties. */
interface Told {
    readonly urn: string;
    /** In seconds; 0: the program set none. */
    readonly timeout?: number;
    readonly isPreview?: boolean;
    readonly connectionDefaults: ConnectionDefaults | undefined;
}

/** The request as the lifecycle takes it. `properties` are those that hold what was hidden in them at the check. */
export function requestOf(
    properties: Properties,
    { urn, timeout = 0, isPreview = false, connectionDefaults }: Told,
): ResourceRequest {
    const limitMs = timeout > 0 ? timeout * 1000 : undefined;
    return {
        ...readHiddenInputs(properties),
        urn,
        isPreview,
        // The engine marks nothing for a provider that takes secrets.
        hidesUnknown: true,
        // The engine tells the one of the operation that it asks for.
        timeLimits: { createMs: limitMs, updateMs: limitMs, deleteMs: limitMs, readMs: limitMs },
        // They are the provider's guard: whoever needs another account has another explicit provider.
        accountsAlwaysHold: true,
        ...(connectionDefaults !== undefined && { connectionDefaults }),
    };
}
