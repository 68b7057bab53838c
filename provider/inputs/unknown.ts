/** What the engine sends in a preview in place of a value that is not known yet, whatever type is expected. */
const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

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
