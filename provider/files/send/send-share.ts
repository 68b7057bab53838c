import { posix } from "node:path";
import { groupBy } from "../../base/group-by";
import { inChunks } from "../../base/in-chunks";
import { quoteForShell } from "../../base/shell";
import { inTreeOrder, prefixesOf } from "../plan/actor";
import type { PlacementShare } from "../plan/share-out";
import { type HostShell, printCall, runAll } from "../remote/host-shell";
import { CALL_PATHS, callPieces, correctionPieces, type NumberOf, printMode, printOwning } from "./host-calls";
import type { PieceLedger } from "./piece-ledger";
import type { OnBytes } from "./progress";
import { sendPuts } from "./send-puts";
import { type Workplace, workplacesOf } from "./workplace";
import type { Zipper } from "./zipper";

export interface Telling {
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
export async function tellShare(telling: Telling): Promise<void> {
    const { share, stageName, earlierStages, shell, numberOf } = telling;
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
        await workIn(workplace, telling);
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

async function workIn(workplace: Workplace, telling: Telling): Promise<void> {
    const { share, stageName, useTar, shell, numberOf, lanesIn, zipper, ledger, onBytes } = telling;
    const leftovers = share.leftovers.filter(({ directory }) => workplace.directories.includes(directory));
    await runAll(
        [
            ...enterPieces(workplace, stageName, numberOf),
            ...(workplace.isShared ? [] : salvagePieces(workplace, telling)),
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

function enterPieces(workplace: Workplace, stageName: string, numberOf: NumberOf): string[] {
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

function leavePieces({ kind, stages }: Workplace): string[] {
    return kind === "stage"
        ? ["eic_leave"]
        : [
              ...inChunks(stages, CALL_PATHS).map((some) => `${printCall("rmdir", "--", ...some)} 2>/dev/null`),
              "eic_place=none; cd /",
          ];
}

/** What earlier connections of this operation have written of large files is taken over. */
function salvagePieces({ puts, ...workplace }: Workplace, { share, earlierStages, ledger }: Telling): string[] {
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

/** Every directory in which something is done. */
function directoriesOf(share: PlacementShare): string[] {
    const { givingWayFiles, givingWayDirectories, make, put, correct, removeFiles, removeDirectories } = share;
    const items = [givingWayFiles, givingWayDirectories, make, put, correct, removeFiles, removeDirectories].flat();
    return [...items.map(({ path }) => posix.dirname(path)), ...share.leftovers.map(({ directory }) => directory)];
}

/** Root goes on only where nobody else can lead it elsewhere: what was found when it looked is found again. */
function trustPieces(directories: readonly string[], { actor }: PlacementShare, numberOf: NumberOf): string[] {
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

/** Makes the outermost first: what is made in them waits until it is certain that they are root's own. */
function makePieces(share: PlacementShare, numberOf: NumberOf): string[] {
    const made = new Set(share.make.map(({ path }) => path));
    const isNested = ({ path }: { readonly path: string }) => made.has(posix.dirname(path));
    const [outer, nested] = [share.make.filter((one) => !isNested(one)), share.make.filter(isNested)];
    const used = new Set(directoriesOf(share).flatMap(prefixesOf));
    const makeAll = (some: typeof share.make) =>
        runsOf(some, printMode).flatMap((run) =>
            inChunks(run, CALL_PATHS).map((chunk) => {
                const paths = chunk.map(({ path }) => path);
                return printCall("eic_make", numberOf(paths[0] ?? ""), printMode({ mode: chunk[0]?.mode }), ...paths);
            }),
        );
    const owned = share.make.filter(({ owner, group }) => owner !== undefined || group !== undefined);
    return [
        ...makeAll(outer),
        ...trustPieces(
            outer.map(({ path }) => path).filter((path) => used.has(path)),
            share,
            numberOf,
        ),
        ...makeAll(nested),
        // From the inside to the outside: nothing is given away in a directory that was.
        ...[...groupBy(owned, ({ path }) => path.split("/").length)]
            .sort(([left], [right]) => right - left)
            .flatMap(([, ofDepth]) => [...groupBy(ofDepth, printOwning)])
            .flatMap(([spec, some]) =>
                inChunks(some, CALL_PATHS).map((chunk) => {
                    const paths = chunk.map(({ path }) => path);
                    return printCall("eic_own", numberOf(paths[0] ?? ""), spec, ...paths);
                }),
            ),
    ];
}

/** Cuts a list where the key changes. */
function runsOf<T>(list: readonly T[], keyOf: (item: T) => string): T[][] {
    const runs: T[][] = [];
    for (const item of list) {
        const run = runs.at(-1);
        if (run?.[0] !== undefined && keyOf(run[0]) === keyOf(item)) {
            run.push(item);
        } else {
            runs.push([item]);
        }
    }
    return runs;
}

/** The calls that remove stages of these names, and only of these: a newer connection may be at work beside a late shell. */
function clearPieces(leftovers: readonly { readonly directory: string; readonly stageName: string }[]): string[] {
    const names = [...new Set(leftovers.map(({ stageName }) => stageName))].join(" ");
    const directories = [...new Set(leftovers.map(({ directory }) => directory))];
    return inChunks(directories, CALL_PATHS).map((some) => printCall("eic_clear", names, ...some));
}
