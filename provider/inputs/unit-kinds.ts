import { booleanKind } from "./boolean-kind";
import { parseDuration } from "./duration";
import { parseSize } from "./size";
import { checkText, type TextRule, textKind } from "./text-kind";
import { DURATION, FILE_MODE } from "./text-rules";
import { uncheckedInput } from "./unchecked-input";
import { type ValueKind, valueKind } from "./value-kind";

/** A duration as Go writes it, in milliseconds. */
export const durationKind: ValueKind<number> = measureKind("duration", DURATION, parseDuration);

/** A size with its unit, in bytes. */
export function sizeKind(rule: TextRule): ValueKind<number> {
    return measureKind("size", rule, parseSize);
}

/** Permissions in octal, as a number. */
export const modeKind: ValueKind<number> = measureKind("string", FILE_MODE, (text) => Number.parseInt(text, 8));

function measureKind(type: string, rule: TextRule, measure: (text: string) => number | undefined): ValueKind<number> {
    return valueKind({
        ...textKind(rule),
        type,
        parse: (value, name) => (typeof value === "string" ? measureChecked(value, name, measure) : undefined),
    });
}

function measureChecked(text: string, name: string, measure: (text: string) => number | undefined): number {
    const amount = measure(text);
    if (amount === undefined) {
        throw uncheckedInput(name);
    }
    return amount;
}

/** Whether to wait and for how long, in milliseconds; undefined: not at all. `true` means a usual time. */
export function waitKind(usualMs: number): ValueKind<number | undefined> {
    const checkDuration = checkText(DURATION);
    return valueKind({
        type: "boolean or duration",
        inputType: "boolean | string",
        outputType: "boolean | string",
        shape: { either: ["boolean", "text"] },
        expectation: { ...DURATION, expected: `true, false, or ${DURATION.expected}` },
        check: (value, path, isSecret) =>
            typeof value === "string" ? checkDuration(value, path, isSecret) : booleanKind.check(value, path, isSecret),
        parse: (value, name) => (value === true ? usualMs : durationKind.parse(value, name)),
    });
}
