import * as pulumi from "@pulumi/pulumi";
import { FORMER_TYPE_TOKEN } from "./type-token";

/**
 * The options with the former type as an alias, so that a state from before is taken over as it is. The program's own aliases
 * stay, and each that names no type is also looked up under the former one: a resource may get a new name and type at once.
 */
export function withFormerType(options: pulumi.CustomResourceOptions | undefined): pulumi.CustomResourceOptions {
    const given = options?.aliases ?? [];
    return { ...options, aliases: [...given, { type: FORMER_TYPE_TOKEN }, ...given.flatMap(ofFormerType)] };
}

function ofFormerType(alias: pulumi.Input<pulumi.URN | pulumi.Alias>): pulumi.Alias[] {
    if (typeof alias !== "object" || pulumi.Output.isInstance(alias) || alias instanceof Promise) {
        return [];
    }
    return alias.type === undefined ? [{ ...alias, type: FORMER_TYPE_TOKEN }] : [];
}
