import { inChunks } from "../../base/in-chunks";
import { CALL_PATHS, printCall } from "../remote/print-call";

/** The calls that remove stages of these names, and only of these: a newer connection may be at work beside a late shell. */
export function clearPieces(
    leftovers: readonly { readonly directory: string; readonly stageName: string }[],
): string[] {
    const names = [...new Set(leftovers.map(({ stageName }) => stageName))].join(" ");
    const directories = [...new Set(leftovers.map(({ directory }) => directory))];
    return inChunks(directories, CALL_PATHS).map((some) => printCall("eic_clear", names, ...some));
}
