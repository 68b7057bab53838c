import { posix } from "node:path";
import type { ProviderError } from "../base/error";
import { quoteForShell } from "../base/shell";
import type { Session } from "../session/session";
import { inChunks } from "./chunks";
import { hashMismatch, hostError, sudoRefused } from "./file-errors";
import { type HostShell, openHostShell, printCall, printPrelude } from "./host-shell";
import type { PlacementPlan } from "./plan-placement";
import { PLACE } from "./remote/place.sh";
import { attributePieces, callPieces, type PresentMiB, sendPuts, stageOf, type TransferListener } from "./transfer";

export interface PlacementListener extends TransferListener {
    /** `staged`: left-overs are gone, and there is room to send to. `placed`: some more are in place. */
    onReport(word: string): void;
}

/** Does what the plan says. False when the link was lost: what is in place by then is whole. */
export async function applyPlacement(
    plan: PlacementPlan,
    stageName: string,
    session: Session,
    marker: string,
    presentMiB: PresentMiB,
    listener: PlacementListener,
    signal: AbortSignal,
): Promise<boolean> {
    const reports: (readonly string[])[] = [];
    const onReport = (words: readonly string[]) => {
        reports.push(words);
        listener.onReport(words[0] ?? "");
    };
    const shell = await openHostShell(session, marker, onReport, signal);
    const paths = pathsOf(plan);
    const numbers = new Map(paths.map((path, index) => [path, index]));
    const numberOf = (path: string) => numbers.get(path) ?? 0;
    try {
        await tell(plan, stageName, shell, marker, numberOf, presentMiB, listener);
    } catch (error) {
        if (!reports.some(([word]) => word === "fail") && isFailure(error)) {
            shell.close();
            throw error;
        }
        // How the shell ended says more than the write that failed.
    }
    const { channelEnd, said } = await shell.finish();
    const failure = failureIn(reports, paths);
    if (failure !== undefined) {
        throw failure;
    }
    if (reports.some(([word]) => word === "done")) {
        return true;
    }
    if (channelEnd.kind === "lost") {
        return false;
    }
    throw hostError("write", paths[0] ?? "", said || "the shell ended without a word");
}

function isFailure(error: unknown): boolean {
    return typeof error === "object" && error !== null && "failure" in error;
}

function pathsOf(plan: PlacementPlan): string[] {
    return [
        ...plan.makeDirectories.map(({ path }) => path),
        ...plan.put.map(({ wanted }) => wanted.path),
        ...plan.correct.map(({ path }) => path),
        ...plan.removeFiles,
        ...plan.leftovers,
    ];
}

/** Sends the whole plan, in its order, as pieces of program with contents between them. */
async function tell(
    plan: PlacementPlan,
    stageName: string,
    shell: HostShell,
    marker: string,
    numberOf: (path: string) => number,
    presentMiB: PresentMiB,
    listener: TransferListener,
): Promise<void> {
    const stages = [...new Set(plan.put.map(({ wanted }) => stageOf(wanted.path, stageName)))];
    const stageItems = stages.map((path) => ({ path }));
    const numberOfStage = () => numberOf(plan.put[0]?.wanted.path ?? "");
    const asItems = (paths: readonly string[]) => paths.map((path) => ({ path }));
    const before = [
        ...(plan.asRoot ? ["eic_elevate", printPrelude(marker)] : []),
        PLACE,
        ...callPieces("clean up", ["rm", "-rf"], asItems(plan.leftovers), numberOf),
        // Parents come first, and each gets its owner at once: the next may be made in it.
        ...plan.makeDirectories.flatMap((directory) => [
            printCall(
                "eic_try",
                "make",
                numberOf(directory.path),
                "mkdir",
                "-p",
                "-m",
                (directory.mode ?? 0o755).toString(8),
                "--",
                directory.path,
            ),
            ...attributePieces([{ ...directory, mode: undefined }], numberOf),
        ]),
        `eic_stages=${quoteForShell(stages.map(quoteForShell).join(" "))}`,
        ...callPieces("write to the directory of", ["mkdir", "-p", "-m", "700"], stageItems, numberOfStage),
    ];
    before.push("eic_report staged");
    for (const piece of before) {
        await shell.run(piece);
    }
    await sendPuts(plan.put, stageName, shell, numberOf, presentMiB, listener);
    const after = [
        ...attributePieces(plan.correct, numberOf),
        ...callPieces("clean up", ["rm", "-rf"], stageItems, numberOfStage),
        ...callPieces("remove", ["rm", "-f"], asItems(plan.removeFiles), numberOf),
        ...inChunks(plan.removeDirectories, 200).map((some) => `${printCall("rmdir", "--", ...some)} 2>/dev/null`),
        "eic_report done",
    ];
    for (const piece of after) {
        await shell.run(piece);
    }
}

function failureIn(reports: readonly (readonly string[])[], paths: readonly string[]): ProviderError | undefined {
    const refusal = reports.find(([word]) => word === "no-sudo");
    if (refusal !== undefined) {
        return sudoRefused(paths[0] ?? "", refusal.slice(1).join(" "));
    }
    const failed = reports.find(([word]) => word === "fail");
    if (failed === undefined) {
        return undefined;
    }
    const [, step = "", ...rest] = failed;
    const numberAt = rest.findIndex((word) => /^\d+$/.test(word));
    const path = paths[Number(rest[numberAt])] ?? "";
    const said = rest.slice(numberAt + 1).join(" ");
    const words = [step, ...rest.slice(0, numberAt)].join(" ");
    return step === "verify" ? hashMismatch(path) : hostError(words, path, said);
}

/** Directories in which stages of a resource may be: beside everything that it puts or has put. */
export function stagesFor(paths: readonly string[], stageName: string): string[] {
    return [...new Set(paths.map((path) => stageOf(path, stageName)))].filter((path) => posix.isAbsolute(path));
}
