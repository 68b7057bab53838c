import { parseDuration } from "./duration";
import type { CustomTimeouts, Inputs } from "./inputs";
import { parseRows } from "./parse-rows";
import { argumentRows } from "./property-table";
import { readSecretPaths } from "./secret-paths";
import { textOrNothing } from "./value-kind";

/**
 * The arguments that `checkInputs` found right, as the table parses them: frozen, in our units, with defaults filled in. Also
 * reads recorded outputs, which hold the arguments under the same names.
 * @throws {ProviderError} `BUG_INPUTS_UNCHECKED`: a duration or a size is none.
 */
export function parseInputs(raw: Record<string, unknown>): Inputs {
    return Object.freeze({
        ...parseRows(argumentRows, raw),
        urn: textOrNothing(raw.__urn),
        organization: textOrNothing(raw.__organization),
        customTimeouts: parseCustomTimeouts((raw.__customTimeouts ?? {}) as Record<string, unknown>),
        secretPaths: Object.freeze([...(readSecretPaths(raw) ?? [])]),
    });
}

/** The engine has read these before us, with Go's parser: what it does not mind and we can't read sets no limit. */
function parseCustomTimeouts(raw: Record<string, unknown>): CustomTimeouts {
    const limitOf = (name: string) => parseDuration(textOrNothing(raw[name]) ?? "");
    return Object.freeze({
        createMs: limitOf("create"),
        updateMs: limitOf("update"),
        deleteMs: limitOf("delete"),
        readMs: limitOf("read"),
    });
}
