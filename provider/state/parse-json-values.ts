import { meansUnknown, SIGNATURE_KEY } from "../base/pulumi-signatures";
import { VALUE_NAME_PATTERN } from "../base/value-name";
import { findJsonError } from "./find-json-error";
import type { BadLine, ParsedValues, Undecodable } from "./parsed-values";

/** What the engine and its clients take apart level by level may not be deeper. */
const DEEPEST = 32;

const RESERVED = "holds a name or a text that Pulumi or JavaScript keeps for itself";

/** Reads the values of one JSON object. Names that no value may have are told, and the others are kept. */
export function parseJsonValues(bytes: Buffer, decode: (bytes: Buffer) => string | Undecodable): ParsedValues {
    const text = decode(bytes);
    if (typeof text !== "string") {
        return { values: {}, bad: [{ line: undefined, why: text.why }] };
    }
    // Never the words of the parser, which quotes the text.
    const position = findJsonError(text);
    if (position !== undefined) {
        const line = text.slice(0, position).split("\n").length;
        return { values: {}, bad: [{ line, why: "is where the JSON is not valid" }] };
    }
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    const bad = entries.flatMap(([name, value], index) => faultOf(name, value, index + 1));
    const good = entries.filter(([name, value]) => faultOf(name, value, 0).length === 0);
    return { values: Object.fromEntries(good), bad };
}

function faultOf(name: string, value: unknown, number: number): BadLine[] {
    if (!VALUE_NAME_PATTERN.test(name)) {
        return [
            { line: undefined, why: `has a member, number ${number}, whose name is not made of letters, digits and _` },
        ];
    }
    const fault = faultWithin(value, 1);
    return fault === undefined ? [] : [{ line: undefined, why: `has a value, ${name}, that ${fault}` }];
}

/** Why a value can't be kept. Names and texts with a meaning of their own to Pulumi would be taken for more than data. */
function faultWithin(value: unknown, depth: number): string | undefined {
    if (typeof value === "number" && !Number.isFinite(value)) {
        return "holds a number that is too large";
    }
    if (meansUnknown(value)) {
        return RESERVED;
    }
    if (typeof value !== "object" || value === null) {
        return undefined;
    }
    if (depth > DEEPEST) {
        return `is nested deeper than ${DEEPEST} levels`;
    }
    if (Object.keys(value).some((name) => name === SIGNATURE_KEY || name === "__proto__")) {
        return RESERVED;
    }
    for (const inner of Object.values(value)) {
        const fault = faultWithin(inner, depth + 1);
        if (fault !== undefined) {
            return fault;
        }
    }
    return undefined;
}
