import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { ALWAYS_SECRET } from "../provider/base/property-facts";

type Properties = Readonly<Record<string, unknown>>;

/** The arguments that are always secret, or hold something that is, with just that marked; null becomes undefined. */
export function withSecretsMarked(args: object): Record<string, unknown> {
    return markPaths(args as Properties, ALWAYS_SECRET);
}

function markPaths(properties: Properties, paths: readonly string[]): Record<string, unknown> {
    const names = new Set(paths.map((path) => path.split(".", 1)[0] ?? path));
    const given = [...names].filter((name) => properties[name] !== undefined);
    return Object.fromEntries(given.map((name) => [name, markValue(properties[name], pathsWithin(name, paths))]));
}

/** The paths below a name; none when the whole of it is meant. */
function pathsWithin(name: string, paths: readonly string[]): string[] {
    return paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
}

function markValue(value: unknown, inner: readonly string[]): unknown {
    if (inner.length === 0) {
        return value === null ? undefined : pulumi.secret(value);
    }
    if (types.isPromise(value) || pulumi.Output.isInstance(value)) {
        return (pulumi.output(value) as pulumi.Output<unknown>).apply((known) =>
            pulumi.output(markValue(known, inner)),
        );
    }
    return typeof value === "object" && value !== null ? { ...value, ...markPaths(value as Properties, inner) } : value;
}
