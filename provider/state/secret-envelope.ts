import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../base/pulumi-signatures";

/** The value as the engine must store it: encrypted, shown as `[secret]`, plain again when it comes back. */
export function asSecret(value: unknown): unknown {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** A copy of `properties` with the value at each path wrapped; a path into an array wraps the whole array. */
export function wrapPaths(
    properties: Readonly<Record<string, unknown>>,
    paths: readonly string[],
): Record<string, unknown> {
    // Outer paths first: an envelope within an envelope would be encrypted twice.
    const byDepth = paths.map(namesOf).sort((left, right) => left.length - right.length);
    return byDepth.reduce(wrapAt, { ...properties });
}

/** `environment.TOKEN` and `triggers[0].name` as the names that lead there; names below an array are dropped. */
function namesOf(path: string): string[] {
    const upToArray = path.split("[")[0] ?? "";
    return upToArray.split(".");
}

function wrapAt(properties: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
    const [name, ...deeper] = names;
    if (name === undefined || properties[name] === undefined) {
        return properties;
    }
    const value = properties[name];
    if (isEnvelope(value)) {
        return properties;
    }
    const inner = deeper.length > 0 && isPlainObject(value) ? wrapAt({ ...value }, deeper) : asSecret(value);
    return { ...properties, [name]: inner };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEnvelope(value: unknown): boolean {
    return isPlainObject(value) && value[SIGNATURE_KEY] === SECRET_SIGNATURE;
}
