import { type CheckFailure, checkFailure } from "./checker";
import { listKind } from "./list-kind";
import { textKind } from "./text-kind";
import { PROGRAM_ARGUMENT } from "./text-rules";
import { valueKind } from "./value-kind";

const INTERPRETER = {
    expected: "a program with its arguments, to which the script's path is added",
    example: '["bash", "-euo", "pipefail"]',
};

/** The program that runs the script. */
export const interpreterKind = valueKind({
    ...listKind({ ...INTERPRETER, mayBeEmpty: false, entry: textKind(PROGRAM_ARGUMENT), whole: checkLast }),
    expectation: { ...INTERPRETER, expected: "a program with its arguments, the last of them not -c" },
});

/** Whether the interpreter reads the script from its standard input. */
export function readsScriptFromStdin(interpreter: unknown): boolean {
    return Array.isArray(interpreter) && interpreter.at(-1) === "-";
}

function checkLast(list: readonly unknown[], path: string): CheckFailure[] {
    if (list.length === 1 && list[0] === "-") {
        return [checkFailure(path, INTERPRETER, 'only "-"')];
    }
    const hint = "The script is a file, and after -c its path would be run as a command: leave out -c.";
    return list.at(-1) === "-c" ? [checkFailure(path, INTERPRETER, 'a list that ends with "-c"', hint)] : [];
}
