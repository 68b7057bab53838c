import { OUTPUT_HIDING } from "../base/property-facts";
import type { Inputs } from "../inputs/inputs";

type Stream = "stdout" | "stderr";

/** Whether a secret script, file, trigger or interpreter forbids to show any output. */
export function hidesOutput({ secretPaths }: Pick<Inputs, "secretPaths">): boolean {
    return secretPaths.some((path) => OUTPUT_HIDING.includes(path.split(/[.[]/)[0] ?? ""));
}

/** The same of one stream, which the program may also have made secret by name. */
export function hidesStream(inputs: Pick<Inputs, "secretPaths" | "secretOutputs">, stream: Stream): boolean {
    return hidesOutput(inputs) || inputs.secretOutputs.includes(stream);
}
