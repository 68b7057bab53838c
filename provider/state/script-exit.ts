import type { Inputs } from "../inputs/inputs";

/** How a script ended, as far as it may be quoted. */
export interface ScriptExit {
    readonly exitCode: number;
    /** The last lines that the script printed, masked; empty where they must not be shown. */
    readonly said: string;
    readonly interpreter: readonly string[];
    readonly inputs: Pick<Inputs, "files" | "workingDirectory">;
}
