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

function isWithin(path: string, ancestor: string): boolean {
    return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}
