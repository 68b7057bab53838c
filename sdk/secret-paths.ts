import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { entryPath, propertyPath } from "../provider/base/property-path";

/**
 * The paths of the arguments that the program itself marked secret, such as `create` or `environment.TOKEN`. A path is no
 * secret. The engine hands all arguments to the provider as plain values, so that only the program's side can tell.
 */
export async function findSecretPaths(args: object): Promise<string[]> {
    const paths = Object.entries(args).map(([name, value]) => secretPathsWithin(value, name));
    return (await Promise.all(paths)).flat();
}

async function secretPathsWithin(input: unknown, path: string): Promise<string[]> {
    if (pulumi.Output.isInstance(input)) {
        return (await pulumi.isSecret(input)) ? [path] : [];
    }
    const value = types.isPromise(input) ? await input : input;
    if (value !== input) {
        return secretPathsWithin(value, path);
    }
    const nested = childrenOf(value, path).map(([child, childPath]) => secretPathsWithin(child, childPath));
    return (await Promise.all(nested)).flat();
}

function childrenOf(value: unknown, path: string): (readonly [child: unknown, path: string])[] {
    if (typeof value !== "object" || value === null || isOpaque(value)) {
        return [];
    }
    return Array.isArray(value)
        ? value.map((child, index) => [child, entryPath(path, index)])
        : Object.entries(value).map(([name, child]) => [child, propertyPath(path, name)]);
}

/** What Pulumi sends as a reference or a signature, not as the object that it is. */
function isOpaque(value: object): boolean {
    return (
        pulumi.Resource.isInstance(value) ||
        pulumi.asset.Asset.isInstance(value) ||
        pulumi.asset.Archive.isInstance(value)
    );
}
