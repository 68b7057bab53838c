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
    return secretsAt([...ALWAYS_SECRET, ...marked]);
}

/** What lies at these paths is secret, and so is what it is a part of. */
export function secretsAt(secrets: readonly string[]): IsSecret {
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

/** True for a path, and for all that leads further from it. */
export function isWithin(path: string, ancestor: string): boolean {
    return path === ancestor || path.startsWith(`${ancestor}.`) || path.startsWith(`${ancestor}[`);
}
