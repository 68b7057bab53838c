import { inChunks } from "../../base/in-chunks";
import type { PlacementShare } from "../plan/work";
import { type HostShell, runAll } from "../remote/host-shell";
import { CALL_PATHS, printCall } from "../remote/print-call";
import { correctionPieces } from "./attribute-pieces";
import { callPieces, type NumberOf } from "./call-pieces";
import { clearPieces } from "./clear-pieces";
import { directoriesOf } from "./directories-of-share";
import { makePieces } from "./make-pieces";
import type { PieceLedger } from "./piece-ledger";
import type { OnBytes } from "./progress";
import { salvagePieces } from "./salvage-pieces";
import { sendPuts } from "./send-puts";
import { trustPieces } from "./trust-pieces";
import { type Workplace, workplacesOf } from "./workplace";
import { enterPieces, leavePieces } from "./workplace-pieces";
import type { Zipper } from "./zipper";

export interface ShareToSend {
    readonly share: PlacementShare;
    readonly stageName: string;
    readonly earlierStages: readonly string[];
    readonly useTar: boolean;
    readonly shell: HostShell;
    readonly numberOf: NumberOf;
    /** Shells beside the main one, gone into the same workplace. */
    readonly lanesIn: (workplace: Workplace) => Promise<readonly HostShell[]>;
    readonly zipper: Zipper;
    readonly ledger: PieceLedger;
    readonly onBytes: OnBytes;
}

/** Sends all that one user is to do, in its order, as pieces of program with contents between them. */
export async function sendShare(sending: ShareToSend): Promise<void> {
    const { share, stageName, earlierStages, shell, numberOf } = sending;
    const workplaces = workplacesOf(share, stageName);
    const directories = workplaces.flatMap((workplace) => workplace.directories);
    const elsewhere = share.leftovers.filter(({ directory }) => !directories.includes(directory));
    await runAll(
        [
            ...trustPieces(directoriesOf(share), share, numberOf),
            ...callPieces("remove", ["rm", "-f"], share.givingWayFiles, numberOf),
            ...callPieces("remove", ["rmdir"], share.givingWayDirectories, numberOf),
            ...makePieces(share, numberOf),
            ...clearPieces(elsewhere),
        ],
        shell,
    );
    for (const workplace of workplaces) {
        await workIn(workplace, sending);
    }
    // Those of connections that were cut, too: one may have been slower than the look for left-overs.
    const late = earlierStages.flatMap((name) => directories.map((directory) => ({ directory, stageName: name })));
    await runAll(
        [
            ...correctionPieces(share.correct, numberOf),
            ...clearPieces(late),
            ...callPieces("remove", ["rm", "-f"], share.removeFiles, numberOf),
            ...inChunks(share.removeDirectories, CALL_PATHS).map(
                (some) => `${printCall("rmdir", "--", ...some.map(({ path }) => path))} 2>/dev/null`,
            ),
            "eic_report done",
        ],
        shell,
    );
}

async function workIn(workplace: Workplace, sending: ShareToSend): Promise<void> {
    const { share, stageName, useTar, shell, numberOf, lanesIn, zipper, ledger, onBytes } = sending;
    const leftovers = share.leftovers.filter(({ directory }) => workplace.directories.includes(directory));
    await runAll(
        [
            ...enterPieces(workplace, stageName, numberOf),
            ...(workplace.isShared ? [] : salvagePieces(workplace, sending)),
            ...clearPieces(leftovers),
            ...(workplace.index === 0 ? ['eic_report unzip "$(eic_can_unzip)"', "eic_report staged"] : []),
            `eic_report entered${workplace.index} "$(eic_here)"`,
        ],
        shell,
    );
    if (workplace.isShared) {
        for (const { path } of workplace.puts) {
            ledger.drop(path);
        }
    }
    const lanes = () => lanesIn(workplace);
    await sendPuts(workplace.puts, { workplace, shell, numberOf, useTar, ledger, lanes, zipper, onBytes });
    await runAll(leavePieces(workplace), shell);
}
