import type * as pulumi from "@pulumi/pulumi";
import { filesWithSecrets } from "./file-secrets";
import { makeHiddenInputs } from "./hidden-inputs";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { PROPERTY_NAMES } from "./property-names";
import { PROVIDER_TEXT } from "./provider-text";
import { withSecretsMarked } from "./secret-arguments";

/**
 * What is registered with the engine: the arguments as the program wrote them, those that are always secret and the texts of
 * `files` as secrets, the outputs without values, our hidden inputs, and `__provider`, by which Pulumi's dynamic provider
 * finds our code. A new object, since Pulumi adds to it; `args` is
 * left as it is.
 */
export function makeProperties(
    name: string,
    args: InstanceConnectCommandArgs,
    options: pulumi.CustomResourceOptions | undefined,
): Record<string, unknown> {
    const declared = Object.fromEntries(PROPERTY_NAMES.map((property) => [property, undefined]));
    const secrets = { ...withSecretsMarked(args), files: filesWithSecrets(args.files) };
    return { ...declared, ...args, ...secrets, ...makeHiddenInputs(name, args, options), __provider: PROVIDER_TEXT };
}
