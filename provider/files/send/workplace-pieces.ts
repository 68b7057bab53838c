import { posix } from "node:path";
import { inChunks } from "../../base/in-chunks";
import { quoteForShell } from "../../base/shell";
import { CALL_PATHS, printCall } from "../remote/print-call";
import type { NumberOf } from "./call-pieces";
import type { Workplace } from "./workplace";

/** Goes into the workplace, and makes the stages there. */
export function enterPieces(workplace: Workplace, stageName: string, numberOf: NumberOf): string[] {
    const number = numberOf(workplace.puts[0]?.path ?? "");
    if (workplace.kind === "stage") {
        return [printCall("eic_enter_new", number, posix.dirname(workplace.path), stageName)];
    }
    return [
        `eic_stages=${quoteForShell(workplace.stages.map(quoteForShell).join(" "))}`,
        printCall("eic_enter_base", number, workplace.path),
        // Without -p: one that is there already is somebody else's.
        ...inChunks(workplace.stages, CALL_PATHS).map((some) =>
            printCall("eic_try", "write to the directory of", number, "mkdir", "-m", "700", "--", ...some),
        ),
    ];
}

/** Leaves the workplace, and removes what is empty of its stages. */
export function leavePieces({ kind, stages }: Workplace): string[] {
    return kind === "stage"
        ? ["eic_leave"]
        : [
              ...inChunks(stages, CALL_PATHS).map((some) => `${printCall("rmdir", "--", ...some)} 2>/dev/null`),
              "eic_place=none; cd /",
          ];
}
