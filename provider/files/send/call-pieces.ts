import { inChunks } from "../../base/in-chunks";
import { CALL_PATHS, printCall } from "../remote/print-call";

/** The numbers by which the host says which path failed. */
export type NumberOf = (path: string) => number;

/** A path, and the name by which the host's shell reaches it from where it is. */
export interface Named {
    readonly path: string;
    readonly name?: string;
}

/** Calls of one tool for many paths; the first that fails ends everything. */
export function callPieces(
    step: string,
    command: readonly string[],
    items: readonly Named[],
    numberOf: NumberOf,
): string[] {
    return inChunks(items, CALL_PATHS).map((some) => {
        const names = some.map(({ path, name = path }) => name);
        return printCall("eic_try", step, numberOf(some[0]?.path ?? ""), ...command, "--", ...names);
    });
}
