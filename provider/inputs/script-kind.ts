import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { normalizeScript } from "./script-text";
import { valueKind } from "./value-kind";

/**
 * A script is stored in state as an argument and as an output and goes to the host in one piece: past this size it is a
 * file, not a script.
 */
const LARGEST_SCRIPT_BYTES = 1024 * 1024;

const SCRIPT = { expected: "a script", example: '"systemctl restart app"' };

/** A script: text without NUL, of at most 1 MiB. It is never shown. An empty one does nothing. */
export const scriptKind = valueKind<string>({
    type: "string",
    inputType: "string",
    outputType: "string",
    shape: "text",
    expectation: {
        ...SCRIPT,
        expected: `a script of at most ${LARGEST_SCRIPT_BYTES / 1024 ** 2} MiB without NUL characters`,
    },
    check: (value, path, isSecret) => checkScript(value, path, isSecret),
    parse: (value) => (typeof value === "string" ? normalizeScript(value) : undefined),
});

/** What counts of a script in a comparison. */
export function meaningOfScript(value: unknown): unknown {
    return typeof value === "string" ? normalizeScript(value) : value;
}

/** A script that must do something: the argument is given to have it run. */
export const workingScriptKind = valueKind<string>({
    ...scriptKind,
    check: (value, path, isSecret) =>
        typeof value === "string" && normalizeScript(value).trim() === ""
            ? [checkFailure(path, SCRIPT, "an empty script")]
            : checkScript(value, path, isSecret),
});

const checkScript: Check = (value, path) => {
    if (typeof value !== "string") {
        return [checkFailure(path, SCRIPT, describeValue(value, true))];
    }
    return [...checkNoNul(value, path), ...checkScriptSize(value, path)];
};

function checkNoNul(text: string, path: string): CheckFailure[] {
    return text.includes("\0")
        ? [checkFailure(path, { ...SCRIPT, expected: "a script without NUL characters" }, "one with NUL")]
        : [];
}

function checkScriptSize(text: string, path: string): CheckFailure[] {
    const byteCount = Buffer.byteLength(text);
    if (byteCount <= LARGEST_SCRIPT_BYTES) {
        return [];
    }
    const expectation = { ...SCRIPT, expected: `a script of at most ${LARGEST_SCRIPT_BYTES} bytes` };
    const hint = "Put large data in a file on the instance, or in an archive that the script downloads.";
    return [checkFailure(path, expectation, `${byteCount} bytes`, hint)];
}
