import * as pulumi from "@pulumi/pulumi";
import type { RunOutputs } from "./run-outputs";

/**
 * The maps of outputs that releases before this one did not write, empty where state has none. In a preview, Pulumi takes what
 * state lacks for not known yet; it is known to be absent where the outcome is known, which every state has.
 */
export function withEmptyMaps({ outcome, values, secrets }: RunOutputs): Pick<RunOutputs, "values" | "secrets"> {
    const known = <T extends object>(output: pulumi.Output<T>, empty: T) =>
        outcome
            .apply(async () => ((await isKnown(output)) ? output : pulumi.output(undefined)))
            .apply((value) => ({ ...empty, ...(value as T | undefined) }));
    return { values: known(values, {}), secrets: known(secrets, { values: {}, fetched: {} }) };
}

/** Pulumi declares it for its own code only. */
function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
    return (output as pulumi.Output<unknown> & { readonly isKnown: Promise<boolean> }).isKnown;
}
