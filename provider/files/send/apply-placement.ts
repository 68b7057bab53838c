import type { Clock } from "../../base/clock";
import type { ProviderError } from "../../base/error";
import { isProviderError } from "../../base/error";
import type { Session } from "../../session/session";
import { hashMismatch, hostError, NOT_A_WORD, sudoRefused } from "../file-errors";
import type { Actor } from "../plan/actor";
import type { PlacementShare } from "../plan/share-out";
import { cannotAct, exchanged, unsafeDirectory } from "../refusals";
import { type HostShell, openHostShell, printBecoming, printCall, printPrelude } from "../remote/host-shell";
import { PLACE } from "../remote/place.sh";
import { WALK } from "../remote/walk.sh";
import { chooseLaneCount, isLongLink, openLanes } from "./lanes";
import type { PieceLedger } from "./piece-ledger";
import type { OnBytes } from "./progress";
import { tellShare } from "./send-share";
import type { Workplace } from "./workplace";
import { makeZipper } from "./zipper";

/** One connection's try to do what one user of the host is to do. */
export interface PlacementTry {
    readonly share: PlacementShare;
    readonly useTar: boolean;
    /** False also where it is not known: root may have other tools than the user that was asked. */
    readonly hasGzip: boolean;
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

/** Does what the share says. False when the link was lost: what is in place by then is whole. */
export async function applyPlacement(attempt: PlacementTry): Promise<boolean> {
    const reports: Reports = [];
    const paths = pathsOf(attempt.share);
    const numbers = new Map(paths.map((path, index) => [path, index]));
    attempt.ledger.setPaths(paths);
    const open = () => openWriter(attempt, reports);
    const openedAt = attempt.clock.monotonicMs();
    const shell = await open();
    const helpers: HostShell[] = [];
    const isLong = isLongLink(attempt.clock.monotonicMs() - openedAt);
    const laneCount = chooseLaneCount(attempt.share, isLong);
    const opening = openLanes(laneCount, async () => {
        const helper = await open();
        helpers.push(helper);
        return helper;
    });
    // Met by who waits for the lanes.
    opening.catch(() => {});
    const lanesIn = async (workplace: Workplace) => {
        const word = `entered${workplace.index}`;
        await shell.reported(word);
        const where = reports.find(([said]) => said === word)?.[1] ?? "";
        const number = paths.indexOf(workplace.puts[0]?.path ?? "");
        const lanes = await opening;
        await Promise.all(lanes.map((lane) => lane.run(printCall("eic_enter", number, workplace.path, where))));
        return lanes;
    };
    try {
        const canUnzip = () => attempt.hasGzip || reports.some(([word, tool]) => word === "unzip" && tool === "gzip");
        const zipper = makeZipper(canUnzip, { isLong, channels: Math.max(1, laneCount) }, attempt.clock);
        await tellShare({ ...attempt, shell, numberOf: (path) => numbers.get(path) ?? 0, lanesIn, zipper });
    } catch (error) {
        if (!reports.some(([word]) => word === "fail") && isProviderError(error)) {
            shell.close();
            throw error;
        }
        // How the shell ended says more than the write that failed; one that goes on has a helper that failed.
        await shell.run("eic_clean").catch(() => {});
    } finally {
        await opening.catch(() => {});
        for (const helper of helpers) {
            helper.close();
        }
    }
    const { channelEnd, said } = await shell.finish();
    const failure = failureIn(reports, paths, attempt.share.actor);
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

/** A shell of who is to do the share. */
async function openWriter(
    { share, session, marker, signal, ...attempt }: PlacementTry,
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
    for (const piece of [...printActing(share.actor, marker), PLACE]) {
        await shell.run(piece);
    }
    return shell;
}

/** What makes a shell of the user that signs in one of who acts. */
function printActing({ kind, name, userId }: Actor, marker: string): string[] {
    switch (kind) {
        case "login":
            return [];
        case "root":
            return ["eic_elevate || exit 9", printPrelude(marker), printCall("eic_need_user", "0"), WALK];
        case "owner":
            return printBecoming({ name, userId }, marker);
    }
}

function pathsOf(share: PlacementShare): string[] {
    const { givingWayFiles, givingWayDirectories, make, put, correct, removeFiles, removeDirectories } = share;
    const items = [make, put, correct, removeFiles, share.leftovers, removeDirectories].flat();
    return [...new Set([...items, ...givingWayFiles, ...givingWayDirectories].map(({ path }) => path))];
}

function failureIn(reports: Reports, paths: readonly string[], actor: Actor): ProviderError | undefined {
    const refusal = reports.find(([word]) => word === "no-sudo");
    if (refusal !== undefined) {
        return sudoRefused(paths[0] ?? "", refusal.slice(1).join(" "));
    }
    const cannot = reports.find(([word]) => word === "cannot-become");
    if (cannot !== undefined) {
        return cannotAct(paths[0] ?? "", actor.name || actor.userId, cannot.slice(1).join(" "));
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
    switch (step) {
        case "verify":
            return hashMismatch(path);
        case "exchange":
            return exchanged(path);
        case "unsafe": {
            const [, userId = "", name = "", ...keeper] = reports.findLast(([word]) => word === "keeper") ?? [];
            return unsafeDirectory(path, { userId, name, path: keeper.join(" ") });
        }
        default:
            return hostError(
                step,
                path,
                words.slice(numberAt + 1).join(" "),
                actor.kind === "owner" ? actor.name || `user ${actor.userId}` : undefined,
            );
    }
}
