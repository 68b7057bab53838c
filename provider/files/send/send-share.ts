import { inChunks } from "../../base/in-chunks";
import type { Shell } from "../../host/shell";
import type { PlacementShare } from "../plan/work";
import { CALL_PATHS, printCall } from "../remote/print-call";
import { runAll } from "../remote/run-all";
import { directoriesOf } from "./directories-of-share";
import type { PieceLedger } from "./piece-ledger";
import { printCorrections } from "./print-attributes";
import { printClearing } from "./print-clearing";
import { printJudging } from "./print-judging";
import { printMaking } from "./print-making";
import { printSalvaging } from "./print-salvaging";
import { type NumberOf, printToolCalls } from "./print-tool-calls";
import { printEntering, printLeaving } from "./print-workplace";
import type { OnBytes } from "./progress";
import { sendPuts } from "./send-puts";
import { type Workplace, workplacesOf } from "./workplace";
import type { Zipper } from "./zipper";

export interface ShareToSend {
    readonly share: PlacementShare;
    readonly stageName: string;
    readonly earlierStages: readonly string[];
    readonly useTar: boolean;
    readonly shell: Shell;
    readonly numberOf: NumberOf;
    /** Shells beside the main one, gone into the same workplace. */
    readonly lanesIn: (workplace: Workplace) => Promise<readonly Shell[]>;
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
            ...printJudging(directoriesOf(share), share, numberOf),
            ...printToolCalls("remove", ["rm", "-f"], share.givingWayFiles, numberOf),
            ...printToolCalls("remove", ["rmdir"], share.givingWayDirectories, numberOf),
            ...printMaking(share, numberOf),
            ...printClearing(elsewhere),
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
            ...printCorrections(share.correct, numberOf),
            ...printClearing(late),
            ...printToolCalls("remove", ["rm", "-f"], share.removeFiles, numberOf),
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
            ...printEntering(workplace, stageName, numberOf),
            ...(workplace.isShared ? [] : printSalvaging(workplace, sending)),
            ...printClearing(leftovers),
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
    await runAll(printLeaving(workplace), shell);
}
