import { inChunks } from "../../base/in-chunks";
import { inTreeOrder, prefixesOf } from "../path-tree";
import type { PlacementShare } from "../plan/work";
import { CALL_PATHS, printCall } from "../remote/print-call";
import type { NumberOf } from "./call-pieces";

/** Root goes on only where nobody else can lead it elsewhere: what was found when it looked is found again. */
export function trustPieces(directories: readonly string[], { actor }: PlacementShare, numberOf: NumberOf): string[] {
    const [first] = directories;
    return actor.kind !== "root" || first === undefined
        ? []
        : [
              ...inChunks(inTreeOrder(new Set(directories.flatMap(prefixesOf))), CALL_PATHS).map((some) =>
                  printCall("eic_trust", ...some),
              ),
              printCall("eic_need_trust", numberOf(first)),
          ];
}
