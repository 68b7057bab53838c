import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type CheckFailure, checkFailure, describeValue, type Expectation } from "./checker";
import { parseRows } from "./parse-rows";
import type { ArgumentRow } from "./property-row";
import type { ObjectName } from "./shape";
import { type ValueKind, valueKind } from "./value-kind";

/** An object with the properties of a table. */
export interface ObjectRule {
    readonly name: ObjectName;
    readonly rows: readonly ArgumentRow[];
    readonly example: string;
    /** What of several properties together is wrong. */
    readonly whole?: (object: Readonly<Record<string, unknown>>, path: string) => CheckFailure[];
    /** Properties of other names are left alone. */
    readonly isOpen?: boolean;
}

/** An object of the provider's configuration. */
export function objectKind({ name, rows, example, whole, isOpen = false }: ObjectRule): ValueKind<unknown> {
    const expectation: Expectation = { expected: "an object", example };
    const names = new Set(rows.map((row) => row.name));
    return valueKind<unknown>({
        type: "object",
        inputType: "object",
        outputType: "object",
        shape: { object: name },
        expectation,
        check: (value, path, isSecret) => {
            if (typeof value !== "object" || value === null || Array.isArray(value)) {
                return [checkFailure(path, expectation, describeValue(value, isSecret(path)))];
            }
            const all = value as Record<string, unknown>;
            const known = Object.entries(all).filter(([key]) => !isOpen || names.has(key));
            const object = Object.fromEntries(known);
            const pathOf = (key: string) => propertyPath(path, key);
            return [...checkProperties(object, rows, pathOf, isSecret), ...(whole?.(object, path) ?? [])];
        },
        parse: (value) => parseRows(rows, value),
    });
}
