import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "./connection-args";
import { filesWithSecrets } from "./file-secrets";
import { makeHiddenInputs } from "./hidden-inputs";
import type { InstanceConnectCommandArgs } from "./instance-connect-command-args";
import { PROPERTY_NAMES } from "./property-names";

/**
 * What is registered with the engine: the arguments as the program wrote them, `environment`, `stdin`, the texts of
 * `files`, `connection.privateKey` and `connection.passphrase` as secrets, the outputs without values, and our hidden
 * inputs. A new object, since Pulumi adds to it; `args` is left as it is.
 */
export function makeProperties(
    name: string,
    args: InstanceConnectCommandArgs,
    options: pulumi.CustomResourceOptions | undefined,
): Record<string, unknown> {
    const declared = Object.fromEntries(PROPERTY_NAMES.map((property) => [property, undefined]));
    const secrets = {
        environment: asSecret(args.environment),
        stdin: asSecret(args.stdin),
        files: filesWithSecrets(args.files),
        connection: withSecretKey(args.connection),
    };
    return { ...declared, ...args, ...secrets, ...makeHiddenInputs(name, args, options) };
}

/** The own key and its passphrase as secrets inside `connection`; one without them is left as it is. */
function withSecretKey(connection: pulumi.Input<ConnectionArgs> | undefined): unknown {
    if (types.isPromise(connection) || pulumi.Output.isInstance(connection)) {
        return pulumi.output(connection).apply((settled) => pulumi.output(withSecretKey(settled as ConnectionArgs)));
    }
    if (typeof connection !== "object" || connection === null) {
        return connection;
    }
    const { privateKey, passphrase } = connection;
    return {
        ...connection,
        ...(isGiven(privateKey) && { privateKey: asSecret(privateKey) }),
        ...(isGiven(passphrase) && { passphrase: asSecret(passphrase) }),
    };
}

function isGiven(value: unknown): boolean {
    return value !== undefined && value !== null;
}

function asSecret<T>(value: pulumi.Input<T> | undefined): pulumi.Output<pulumi.Unwrap<T>> | undefined {
    return isGiven(value) ? (pulumi.secret(value) as pulumi.Output<pulumi.Unwrap<T>>) : undefined;
}
