import { SIGNATURE_KEY } from "../base/pulumi-signatures";
import { isAsset } from "./asset";

/**
 * True when two recorded values mean the same: absent, undefined and null do, as do assets with the same content (the engine
 * hands back a recorded asset without its content or path).
 */
export function isSameValue(left: unknown, right: unknown): boolean {
    if (!isObject(left) || !isObject(right)) {
        return Object.is(left ?? undefined, right ?? undefined) || (left === 0 && right === 0);
    }
    if (Array.isArray(left) !== Array.isArray(right)) {
        return false;
    }
    if (Array.isArray(left) && left.length !== (right as unknown as unknown[]).length) {
        return false;
    }
    if (isHashedAsset(left) && isHashedAsset(right)) {
        return left.hash === right.hash && left[SIGNATURE_KEY] === right[SIGNATURE_KEY];
    }
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
        isSameValue(ownValue(left, key), ownValue(right, key)),
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}

function isHashedAsset(value: Record<string, unknown>): boolean {
    return isAsset(value) && typeof value.hash === "string";
}

/** A map from a program may have a key such as `constructor`, which every object inherits. */
function ownValue(object: Record<string, unknown>, key: string): unknown {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}
