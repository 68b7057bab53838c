import { ALWAYS_SECRET } from "../base/property-facts";
import { wrapPaths } from "./secret-envelope";

type Properties = Readonly<Record<string, unknown>>;

/** Beside the arguments: digests of what may be secret. */
const ALWAYS_HIDDEN = ["__secretHashes", "__trees"];

/**
 * Arguments with every secret marked. Pulumi marks them again by itself, but where a transform in the program gives properties
 * back, and they would stand in state in plain text. `isLeft` tells of arguments to be left as they are.
 */
export function withSecretsMarked(
    checked: Properties,
    secretPaths: readonly string[],
    isLeft: (argument: unknown) => boolean,
): Record<string, unknown> {
    const isMarked = (path: string) => !isLeft(checked[path.split(/[.[]/, 1)[0] ?? ""]);
    return wrapPaths(checked, [...ALWAYS_SECRET, ...ALWAYS_HIDDEN, ...secretPaths].filter(isMarked));
}
