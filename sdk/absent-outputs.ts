import * as pulumi from "@pulumi/pulumi";
import type { RunOutputs } from "./run-outputs";

/**
 * The maps of outputs, empty where state has none: states of earlier releases lack them, and no secret is kept where there is none.
 * In a preview, Pulumi takes what state lacks for not known yet. It is known to be absent where the outcome is known, which every
 * state has.
 */
export function withEmptyMaps({
    outcome,
    values,
    fetched,
    secrets,
}: RunOutputs): Pick<RunOutputs, "values" | "fetched" | "secrets"> {
    const orElse = <T>(output: pulumi.Output<T>, empty: pulumi.Input<T>): pulumi.Output<T> => {
        const present = output.apply((value) => value ?? empty) as pulumi.Output<T>;
        return outcome.apply(async () => ((await isKnown(output)) ? present : empty)) as pulumi.Output<T>;
    };
    const noSecrets = { values: {}, fetched: {} } as pulumi.Unwrap<typeof secrets>;
    return {
        values: orElse(values, {}),
        fetched: orElse(fetched, {}),
        secrets: orElse(secrets, pulumi.secret(noSecrets)),
    };
}

/** Pulumi declares it for its own code only. */
function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
    return (output as pulumi.Output<unknown> & { readonly isKnown: Promise<boolean> }).isKnown;
}
