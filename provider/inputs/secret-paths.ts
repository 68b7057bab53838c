import { propertyPath } from "../base/property-path";
import type { IsSecret } from "./checker";
import { argumentRows, connectionRows } from "./property-table";

/** Arguments whose values are never shown, whether the program marked them or not. */
export const ALWAYS_SECRET: readonly string[] = [
    ...argumentRows.filter(({ secret }) => secret).map(({ name }) => name),
    ...connectionRows.filter(({ secret }) => secret).map(({ name }) => propertyPath("connection", name)),
];

/** Who is secret among the arguments: everything, when what the program marked is not known. */
export function findSecrets(marked: readonly string[] | undefined): IsSecret {
    if (marked === undefined) {
        return () => true;
    }
    const secrets = [...ALWAYS_SECRET, ...marked];
    return (path) => secrets.some((secret) => isWithin(path, secret) || isWithin(secret, path));
}

/** What lies in a secret, and may not even be named; everything, when what the program marked is not known. */
export function findHidden(...marked: readonly (readonly string[] | undefined)[]): IsSecret {
    if (marked.includes(undefined)) {
        return () => true;
    }
    const secrets = [...ALWAYS_SECRET, ...marked.flatMap((paths) => paths ?? [])];
    return (path) => secrets.some((secret) => isWithin(path, secret));
}

function isWithin(path: string, ancestor: string): boolean {
    return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}
