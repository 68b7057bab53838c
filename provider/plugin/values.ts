// Properties as they travel: protobuf structs, in which secrets stand in envelopes. Out: plain values, and where a secret stood.
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { entryPath, propertyPath } from "../base/property-path";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../base/pulumi-signatures";

export type Properties = Record<string, unknown>;

/** What a request carries, with every secret plain. */
export function readProperties(struct: Struct | undefined): Properties {
    return readWithSecrets(struct).properties;
}

/** The same, with the paths of the secrets, such as `environment.TOKEN`. */
export function readWithSecrets(struct: Struct | undefined): {
    properties: Properties;
    secretPaths: readonly string[];
} {
    const secretPaths: string[] = [];
    const entries = Object.entries(rawProperties(struct)).map(
        ([name, value]) => [name, plain(value, name, secretPaths)] as const,
    );
    return { properties: Object.fromEntries(entries), secretPaths };
}

/** A value without envelopes, with the paths of what was in one; `path` is the value's own. */
export function readValue(value: unknown, path: string): { value: unknown; secretPaths: readonly string[] } {
    const secretPaths: string[] = [];
    return { value: plain(value, path, secretPaths), secretPaths };
}

/** What a request carries, as it is. */
export function rawProperties(struct: Struct | undefined): Properties {
    return struct?.toJavaScript() ?? {};
}

/** Properties for an answer. A key without a value is left out: the wire format has no `undefined`. */
export function toStruct(properties: Readonly<Record<string, unknown>>): Struct {
    return Struct.fromJavaScript(withoutUndefined(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** The value without envelopes at any depth; what is within a secret is no secret of its own. */
export function withoutEnvelopes(value: unknown): unknown {
    return plain(value, "", []);
}

/** True for a secret as it travels. */
export function isEnvelope(value: unknown): value is { readonly value: unknown } {
    return typeof value === "object" && value !== null && Reflect.get(value, SIGNATURE_KEY) === SECRET_SIGNATURE;
}

function plain(value: unknown, path: string, secretPaths: string[]): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (isEnvelope(value)) {
        secretPaths.push(path);
        return plain(value.value, path, []);
    }
    if (Array.isArray(value)) {
        return value.map((entry, index) => plain(entry, entryPath(path, index), secretPaths));
    }
    return mapValues(value, (child, name) => plain(child, propertyPath(path, name), secretPaths));
}

function withoutUndefined(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Array.isArray(value) ? value.map(withoutUndefined) : mapValues(value, withoutUndefined);
}

/** Names such as `__proto__` are data here, and stay. */
function mapValues(object: object, map: (value: unknown, name: string) => unknown): Properties {
    const given = Object.entries(object).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([name, value]) => [name, map(value, name)]));
}
