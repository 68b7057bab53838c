import { UNKNOWN_VALUE } from "../base/pulumi-signatures";

/** True for a value that the engine does not know yet. */
export function isUnknown(value: unknown): boolean {
    return value === UNKNOWN_VALUE;
}

/** True for an unknown value, and for a list or an object with one at any depth. */
export function containsUnknown(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
        return Object.values(value).some(containsUnknown);
    }
    return isUnknown(value);
}
