import * as pulumi from "@pulumi/pulumi";
import { makeHiddenInputs } from "./hidden-inputs";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { PROPERTY_NAMES } from "./property-names";

/**
 * What is registered with the engine: the arguments as the program wrote them, `environment` and `stdin` as secrets, the
 * outputs without values, and our hidden inputs. A new object, since Pulumi adds to it; `args` is left as it is.
 */
export function makeProperties(
    name: string,
    args: InstanceConnectCommandArgs,
    options: pulumi.CustomResourceOptions | undefined,
): Record<string, unknown> {
    const declared = Object.fromEntries(PROPERTY_NAMES.map((property) => [property, undefined]));
    const secrets = { environment: asSecret(args.environment), stdin: asSecret(args.stdin) };
    return { ...declared, ...args, ...secrets, ...makeHiddenInputs(name, args, options) };
}

function asSecret<T>(value: pulumi.Input<T> | undefined): pulumi.Output<pulumi.Unwrap<T>> | undefined {
    return value === undefined || value === null ? undefined : pulumi.secret(value);
}
