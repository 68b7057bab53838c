import { withConnectionDefaults } from "./connection-defaults";
import { type Inputs, NO_CONTEXT, type ResourceContext } from "./inputs";
import { parseRows } from "./parse-rows";
import { argumentRows } from "./property-table";

/**
 * The arguments that `checkInputs` found right, as the table parses them: frozen, in our units, with defaults filled in, and
 * with what is known beside them. Also reads recorded outputs, which hold the arguments under the same names.
 * @throws {ProviderError} `BUG_INPUTS_UNCHECKED`: a duration or a size is none.
 */
export function parseInputs(raw: Record<string, unknown>, context: ResourceContext = NO_CONTEXT): Inputs {
    const { urn, organization, secretPaths, timeLimits, secretOutputs, accountsAlwaysHold = false } = context;
    const { raw: complete, fromProvider } = withConnectionDefaults(raw, context);
    return Object.freeze({
        ...parseRows(argumentRows, complete),
        urn,
        organization,
        secretPaths: Object.freeze([...(secretPaths ?? [])]),
        timeLimits,
        secretOutputs,
        ...(fromProvider.length > 0 && { fromProvider: Object.freeze(fromProvider) }),
        ...(accountsAlwaysHold && { accountsAlwaysHold }),
    });
}
