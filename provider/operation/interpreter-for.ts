import { DEFAULT_INTERPRETER, interpreterOf } from "../inputs";
import type { Inputs } from "../inputs/inputs";

/** What runs a script: what the program names, else what its first line does, else a shell. */
export function interpreterFor({ interpreter }: Pick<Inputs, "interpreter">, script: string): readonly string[] {
    return interpreter ?? interpreterOf(script) ?? DEFAULT_INTERPRETER;
}
