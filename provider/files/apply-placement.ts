import { posix } from "node:path";
import type { Clock } from "../base/clock";
import type { ProviderError } from "../base/error";
import { isProviderError } from "../base/error";
import { quoteForShell } from "../base/shell";
import type { Session } from "../session/session";
import { inChunks } from "./chunks";
import { hashMismatch, hostError, NOT_A_WORD, sudoRefused } from "./file-errors";
import { attributePieces, callPieces, type NumberOf } from "./host-calls";
import { type HostShell, openHostShell, printCall, printPrelude, runAll } from "./host-shell";
import { chooseLaneCount, isLongLink, openLanes } from "./lanes";
import type { PieceLedger } from "./piece-ledger";
import type { PlacementPlan } from "./plan-placement";
import type { OnBytes } from "./progress";
import { PLACE } from "./remote/place.sh";
import { stagedOf } from "./stage";
import { sendPuts } from "./transfer";
import { makeZipper, type Zipper } from "./zipper";

/** One connection's try to do what a plan says. */
export interface PlacementTry {
    readonly plan: PlacementPlan;
    /** Of this connection alone: one that was cut may still be at work in its own. */
    readonly stageName: string;
    /** Of the connections of this operation before this one. */
    readonly earlierStages: readonly string[];
    readonly session: Session;
    readonly marker: string;
    readonly ledger: PieceLedger;
    readonly clock: Clock;
    readonly onBytes: OnBytes;
    /** `placed` and `written`: the try was worth it. */
    readonly onReport: (word: string) => void;
    readonly signal: AbortSignal;
}

type Reports = (readonly string[])[];

/** Does what the plan says. False when the link was lost: what is in place by then is whole. */
export async function applyPlacement(attempt: PlacementTry): Promise<boolean> {
    const reports: Reports = [];
    const paths = pathsOf(attempt.plan);
    const numbers = new Map(paths.map((path, index) => [path, index]));
    attempt.ledger.setPaths(paths);
    const open = () => openWriter(attempt, reports);
    const openedAt = attempt.clock.monotonicMs();
    const shell = await open();
    const helpers: HostShell[] = [];
    const isLong = isLongLink(attempt.clock.monotonicMs() - openedAt);
    const laneCount = chooseLaneCount(attempt.plan, isLong);
    const opening = openLanes(laneCount, async () => {
        const helper = await open();
        helpers.push(helper);
        return helper;
    });
    // Met by who waits for the lanes.
    opening.catch(() => {});
    const lanes = async () => {
        await shell.reported("staged");
        return opening;
    };
    try {
        const canUnzip = () =>
            attempt.plan.hasGzip || reports.some(([word, tool]) => word === "unzip" && tool === "gzip");
        const zipper = makeZipper(canUnzip, { isLong, channels: Math.max(1, laneCount) }, attempt.clock);
        await tell(attempt, shell, (path) => numbers.get(path) ?? 0, lanes, zipper);
    } catch (error) {
        if (!reports.some(([word]) => word === "fail") && isProviderError(error)) {
            shell.close();
            throw error;
        }
        // How the shell ended says more than the write that failed; one that goes on has a helper that failed.
        await shell.run('eval "rm -rf -- $eic_stages"').catch(() => {});
    } finally {
        await opening.catch(() => {});
        for (const helper of helpers) {
            helper.close();
        }
    }
    const { channelEnd, said } = await shell.finish();
    const failure = failureIn(reports, paths);
    if (failure !== undefined) {
        throw failure;
    }
    if (reports.some(([word]) => word === "done")) {
        return true;
    }
    if (channelEnd.kind === "lost" || helpers.length > 0) {
        return false;
    }
    throw hostError("write", paths[0] ?? "", said || NOT_A_WORD);
}

/** A shell that may write where the plan wants it. */
async function openWriter(
    { plan, session, marker, signal, ...attempt }: PlacementTry,
    reports: Reports,
): Promise<HostShell> {
    const onReport = (words: readonly string[]) => {
        reports.push(words);
        if (words[0] === "written") {
            attempt.ledger.add(Number(words[1]), Number(words[2]));
        }
        attempt.onReport(words[0] ?? "");
    };
    const shell = await openHostShell(session, marker, onReport, signal);
    for (const piece of [...(plan.asRoot ? ["eic_elevate", printPrelude(marker)] : []), PLACE]) {
        await shell.run(piece);
    }
    return shell;
}

function pathsOf(plan: PlacementPlan): string[] {
    return [
        ...plan.makeDirectories.map(({ path }) => path),
        ...plan.put.map(({ wanted }) => wanted.path),
        ...plan.correct.map(({ path }) => path),
        ...plan.removeFiles,
        ...plan.leftovers.map(({ directory }) => directory),
    ];
}

/** Sends the whole plan, in its order, as pieces of program with contents between them. */
async function tell(
    { plan, stageName, earlierStages, ledger, onBytes }: PlacementTry,
    shell: HostShell,
    numberOf: NumberOf,
    lanes: () => Promise<readonly HostShell[]>,
    zipper: Zipper,
): Promise<void> {
    const directories = [...new Set(plan.put.map(({ wanted }) => posix.dirname(wanted.path)))];
    const stages = directories.map((directory) => posix.join(directory, stageName));
    const stageItems = asItems(stages);
    const numberOfStage = () => numberOf(plan.put[0]?.wanted.path ?? "");
    const before = [
        ...callPieces("remove", ["rm", "-f"], asItems(plan.givingWay.files), numberOf),
        ...callPieces("remove", ["rmdir"], asItems(plan.givingWay.directories), numberOf),
        // Parents come first, and each gets its owner at once: the next may be made in it.
        ...plan.makeDirectories.flatMap(({ path, mode = 0o755, owner, group }) => [
            ...callPieces("make", ["mkdir", "-p", "-m", mode.toString(8)], [{ path }], numberOf),
            ...attributePieces([{ path, mode: undefined, owner, group }], numberOf),
        ]),
        `eic_stages=${quoteForShell(stages.map(quoteForShell).join(" "))}`,
        // Without -p: one that is there already is somebody else's.
        ...callPieces("write to the directory of", ["mkdir", "-m", "700"], stageItems, numberOfStage),
        ...plan.put
            .filter(({ wanted }) => ledger.hasAny(wanted.path))
            .map(({ wanted: { path } }) => {
                const leftBehind = plan.leftovers.filter(
                    (left) => left.directory === posix.dirname(path) && earlierStages.includes(left.stageName),
                );
                const earlier = leftBehind.map((left) => stagedOf(path, left.stageName));
                return printCall("eic_salvage", stagedOf(path, stageName), ...earlier);
            }),
        ...clearPieces(
            plan.leftovers.map(({ directory }) => directory),
            plan.leftovers.map((left) => left.stageName),
        ),
        'eic_report unzip "$(eic_can_unzip)"',
        "eic_report staged",
    ];
    await runAll(before, shell);
    await sendPuts(plan.put, {
        stageName,
        shell,
        numberOf,
        useTar: plan.useTar,
        ledger,
        lanes,
        zipper,
        onBytes,
    });
    await runAll(
        [
            ...attributePieces(plan.correct, numberOf),
            // Those of connections that were cut, too: one may have been slower than the look for left-overs.
            ...clearPieces(directories, [stageName, ...earlierStages]),
            ...callPieces("remove", ["rm", "-f"], asItems(plan.removeFiles), numberOf),
            ...inChunks(plan.removeDirectories, 200).map((some) => `${printCall("rmdir", "--", ...some)} 2>/dev/null`),
            "eic_report done",
        ],
        shell,
    );
}

/** The calls that remove stages of these names, and only of these: a newer connection may be at work beside a late shell. */
function clearPieces(directories: readonly string[], stageNames: readonly string[]): string[] {
    const names = [...new Set(stageNames)].join(" ");
    return inChunks([...new Set(directories)], 200).map((some) => printCall("eic_clear", names, ...some));
}

function asItems(paths: readonly string[]): { path: string }[] {
    return paths.map((path) => ({ path }));
}

function failureIn(reports: Reports, paths: readonly string[]): ProviderError | undefined {
    const refusal = reports.find(([word]) => word === "no-sudo");
    if (refusal !== undefined) {
        return sudoRefused(paths[0] ?? "", refusal.slice(1).join(" "));
    }
    const failed = reports.find(([word]) => word === "fail");
    if (failed === undefined) {
        return undefined;
    }
    // The step may be of several words; the number of the path comes after it.
    const words = failed.slice(1);
    const numberAt = words.findIndex((word) => /^\d+$/.test(word));
    const path = paths[Number(words[numberAt])] ?? "";
    const step = words.slice(0, numberAt).join(" ");
    return step === "verify" ? hashMismatch(path) : hostError(step, path, words.slice(numberAt + 1).join(" "));
}
