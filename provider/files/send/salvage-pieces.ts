import { posix } from "node:path";
import type { PlacementShare } from "../plan/work";
import { printCall } from "../remote/print-call";
import type { PieceLedger } from "./piece-ledger";
import type { Workplace } from "./workplace";

interface Earlier {
    readonly share: Pick<PlacementShare, "leftovers">;
    /** Of the connections of this operation before this one. */
    readonly earlierStages: readonly string[];
    readonly ledger: PieceLedger;
}

/** What earlier connections of this operation have written of large files is taken over. */
export function salvagePieces({ puts, ...workplace }: Workplace, { share, earlierStages, ledger }: Earlier): string[] {
    return puts
        .filter(({ path }) => ledger.hasAny(path))
        .map(({ path }) => {
            const leftBehind = share.leftovers.filter(
                (left) => left.directory === posix.dirname(path) && earlierStages.includes(left.stageName),
            );
            const earlier = leftBehind.map((left) => workplace.otherStagedName(path, left.stageName));
            return printCall("eic_salvage", workplace.stagedName(path), ...earlier);
        });
}
