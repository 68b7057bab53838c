import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, checkFailure, describeValue } from "./checker";
import { fetchRows } from "./fetch-rows";
import { type ParsedRows, parseRows } from "./parse-rows";
import { isUnknown } from "./unknown";
import { valueKind } from "./value-kind";

/** A remote file that is read after the script, checked, with defaults filled in. */
export type FetchInput = ParsedRows<(typeof fetchRows)[number]> & {
    /** By which the program knows it. */
    readonly name: string;
};

const MAP = { expected: "a map of files", example: '{ token: { path: "/var/lib/app/token" } }' };
const ENTRY = { expected: "a file", example: '{ path: "/var/lib/app/token" }' };
const NAME = { expected: "a name without control characters", example: '"token"' };
/** What no name may have: neither a property of every object nor something that a terminal obeys. */
const NO_NAME = /^$|^__proto__$|\p{Cc}/u;

const checkFetch: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, MAP, describeValue(value, isSecret(path)))];
    }
    return Object.entries(value).flatMap(([name, entry]) => {
        const entryPath = propertyPath(path, name);
        if (NO_NAME.test(name)) {
            return [checkFailure(path, NAME, JSON.stringify(name))];
        }
        if (isUnknown(entry) || entry === undefined || entry === null) {
            return [];
        }
        if (typeof entry !== "object" || Array.isArray(entry)) {
            const hint = typeof entry === "string" ? "Write { path: … }." : undefined;
            return [checkFailure(entryPath, ENTRY, describeValue(entry, isSecret(entryPath)), hint)];
        }
        const properties = entry as Record<string, unknown>;
        return checkProperties(properties, fetchRows, (each) => propertyPath(entryPath, each), isSecret);
    });
};

/** Remote files that are read after the script, by names of the program. */
export const fetchKind = valueKind<readonly FetchInput[]>({
    type: "map of [`FetchArgs`](#fetchargs)",
    inputType: "Record<string, pulumi.Input<FetchArgs>>",
    outputType: "Record<string, pulumi.Unwrap<FetchArgs>>",
    shape: { mapOf: { object: "Fetch" } },
    expectation: undefined,
    check: checkFetch,
    parse: (value) =>
        Object.freeze(
            Object.entries((value ?? {}) as Record<string, unknown>)
                .filter(([, entry]) => typeof (entry as { path?: unknown } | null)?.path === "string")
                .map(([name, entry]) => Object.freeze({ name, ...parseRows(fetchRows, entry) })),
        ),
});
