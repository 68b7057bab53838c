import { quoteForShell } from "../../base/shell";

/** As many paths go into one call: the host's tools take so many arguments at once. */
export const CALL_PATHS = 200;

/** A call of a function of the host's program: each argument arrives byte for byte. */
export function printCall(name: string, ...values: readonly (string | number)[]): string {
    return [name, ...values.map((value) => quoteForShell(String(value)))].join(" ");
}
