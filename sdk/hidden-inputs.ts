import * as pulumi from "@pulumi/pulumi";
import { findSecretPaths } from "./secret-paths";
import { TYPE_TOKEN } from "./type-token";

/**
 * What the provider must know and the engine does not tell it. The names are a wire format; they begin with `__`, which the
 * engine shows in no diff.
 */
export function makeHiddenInputs(
    name: string,
    args: object,
    options: pulumi.CustomResourceOptions | undefined,
): Record<string, unknown> {
    const customTimeouts = withoutUndefined(options?.customTimeouts ?? {});
    const secretOutputs = options?.additionalSecretOutputs ?? [];
    return {
        __urn: settle(pulumi.createUrn(name, TYPE_TOKEN, options?.parent)),
        ...organizationOfStack(),
        __secretPaths: findSecretPaths(args),
        ...(Object.keys(customTimeouts).length > 0 ? { __customTimeouts: customTimeouts } : {}),
        // For check, which leaves it out of what it answers.
        ...(pulumi.runtime.isDryRun() ? { __preview: true } : {}),
        ...(secretOutputs.length > 0 ? { __secretOutputs: [...secretOutputs] } : {}),
    };
}

/**
 * The output's plain value. An output made of the parent's URN would depend on the parent, hence on all of its children, of
 * which this resource is one: registering two children would never end.
 */
function settle(output: pulumi.Output<string>): Promise<string> {
    return new Promise((resolve, reject) => {
        output.apply(resolve);
        pulumi.isSecret(output).catch(reject);
    });
}

/** Nothing where Pulumi knows none, as in unit tests of a program. */
function organizationOfStack(): { __organization?: string } {
    try {
        return { __organization: pulumi.getOrganization() };
    } catch {
        return {};
    }
}

function withoutUndefined(object: object): Record<string, unknown> {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
