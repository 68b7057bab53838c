import type * as pulumi from "@pulumi/pulumi";
import { OUTPUT_NAMES } from "../provider/base/property-facts";
import { filesWithSecrets } from "./file-secrets";
import { makeHiddenInputs } from "./hidden-inputs";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { PROVIDER_TEXT } from "./provider-text";
import { withSecretsMarked } from "./secret-arguments";

/**
 * What is registered with the engine: the arguments as the program wrote them, those that are always secret and the texts of
 * `files` as secrets, the outputs without values, by which Pulumi knows them, our hidden inputs, and `__provider`, by which Pulumi's dynamic provider
 * finds our code. A new object, since Pulumi adds to it; `args` is
 * left as it is.
 */
export function makeProperties(
    name: string,
    args: InstanceConnectCommandArgs,
    options: pulumi.CustomResourceOptions | undefined,
): Record<string, unknown> {
    const outputs = Object.fromEntries(OUTPUT_NAMES.map((output) => [output, undefined]));
    const given = { ...args, ...withSecretsMarked(args), files: filesWithSecrets(args.files) };
    return {
        ...outputs,
        ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        ...makeHiddenInputs(name, args, options),
        __provider: PROVIDER_TEXT,
    };
}
