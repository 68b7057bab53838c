import * as pulumi from "@pulumi/pulumi";
import { own } from "./absent-arguments";

const EMPTY_MAPS = {
    values: {},
    fetched: {},
    secrets: { values: {}, fetched: {} },
};

/**
 * Lets the maps of a class's outputs be empty where state has none, once somebody asks for them: states of earlier releases lack them,
 * and no secret is kept where there is none.
 */
export function giveEmptyMaps(prototype: pulumi.Resource & { readonly outcome: pulumi.Output<unknown> }): void {
    for (const [name, empty] of Object.entries(EMPTY_MAPS)) {
        const registered = Symbol(name);
        Object.defineProperty(prototype, name, {
            configurable: true,
            get(this: typeof prototype & Record<symbol, pulumi.Output<unknown>>) {
                const output = this[registered] ?? this.outcome.apply(() => undefined);
                const given = orElse(output, this.outcome, name === "secrets" ? pulumi.secret(empty) : empty);
                own(this, name, given);
                return given;
            },
            set(this: pulumi.Resource, value: unknown) {
                Object.defineProperty(this, registered, { value });
            },
        });
    }
}

/** In a preview, Pulumi takes what state lacks for not known yet. It is known to be absent where the outcome is known, which every state has. */
function orElse(
    output: pulumi.Output<unknown>,
    outcome: pulumi.Output<unknown>,
    empty: pulumi.Input<unknown>,
): pulumi.Output<unknown> {
    const present = output.apply((value) => value ?? empty);
    return outcome.apply(async () => ((await isKnown(output)) ? present : empty));
}

/** Pulumi declares it for its own code only. */
function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
    return (output as pulumi.Output<unknown> & { readonly isKnown: Promise<boolean> }).isKnown;
}
