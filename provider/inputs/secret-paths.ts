import { propertyPath } from "../base/property-path";
import type { IsSecret } from "./checker";
import { argumentRows, connectionRows } from "./property-table";
import { isUnknown } from "./unknown";

/** Arguments whose values are never shown, whether the program marked them or not. */
export const ALWAYS_SECRET: readonly string[] = [
    ...argumentRows.filter(({ secret }) => secret).map(({ name }) => name),
    ...connectionRows.filter(({ secret }) => secret).map(({ name }) => propertyPath("connection", name)),
];

/** The paths that the program marked secret, from the hidden input; undefined when that is not to be read. */
export function readSecretPaths(raw: Record<string, unknown>): readonly string[] | undefined {
    const paths = raw.__secretPaths;
    if (paths === undefined || paths === null) {
        return [];
    }
    return Array.isArray(paths) && paths.every((path) => typeof path === "string" && !isUnknown(path))
        ? paths
        : undefined;
}

/** Who is secret among the arguments: everything, when what the program marked is not known. */
export function findSecrets(raw: Record<string, unknown>): IsSecret {
    const marked = readSecretPaths(raw);
    if (marked === undefined) {
        return () => true;
    }
    const secrets = [...ALWAYS_SECRET, ...marked];
    return (path) => secrets.some((secret) => isWithin(path, secret) || isWithin(secret, path));
}

function isWithin(path: string, ancestor: string): boolean {
    return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}
