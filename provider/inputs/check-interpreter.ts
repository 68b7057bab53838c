import { checkList } from "./check-list";
import { checkText } from "./check-text";
import { type CheckFailure, checkFailure } from "./checker";
import { PROGRAM_ARGUMENT } from "./text-rules";

const INTERPRETER = {
    expected: "a program with its arguments, to which the script's path is added",
    example: '["bash", "-euo", "pipefail"]',
};

/** A check for the program that runs the script. */
export const checkInterpreter = checkList({
    ...INTERPRETER,
    mayBeEmpty: false,
    entry: checkText(PROGRAM_ARGUMENT),
    whole: refuseTrailingC,
});

function refuseTrailingC(list: readonly unknown[], path: string): CheckFailure[] {
    const hint = "The script is a file, and after -c its path would be run as a command: leave out -c.";
    return list.at(-1) === "-c" ? [checkFailure(path, INTERPRETER, 'a list that ends with "-c"', hint)] : [];
}
