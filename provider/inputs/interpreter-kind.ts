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
    ...listKind({ ...INTERPRETER, mayBeEmpty: false, entry: textKind(PROGRAM_ARGUMENT), whole: refuseTrailingC }),
    expectation: { ...INTERPRETER, expected: "a program with its arguments, the last of them not -c" },
});

function refuseTrailingC(list: readonly unknown[], path: string): CheckFailure[] {
    const hint = "The script is a file, and after -c its path would be run as a command: leave out -c.";
    return list.at(-1) === "-c" ? [checkFailure(path, INTERPRETER, 'a list that ends with "-c"', hint)] : [];
}
