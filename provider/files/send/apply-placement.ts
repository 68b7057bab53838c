import { isProviderError } from "../../base/error";
import type { Shell } from "../../host/shell";

import { hostError, NOT_A_WORD } from "../host-error";

import type { PlacementShare } from "../plan/work";
import { printCall } from "../remote/print-call";
import type { Report } from "../remote/reports";
import { chooseLaneCount, isLongLink, openLanes } from "./lanes";
import { openWriter } from "./open-writer";
import { failureIn } from "./placement-failure";
import type { PlacementTry } from "./placement-try";
import { sendShare } from "./send-share";
import type { Workplace } from "./workplace";
import { makeZipper } from "./zipper";

/** Does what the share says. False when the link was lost: what is in place by then is whole. */
export async function applyPlacement(attempt: PlacementTry): Promise<boolean> {
    const reports: Report[] = [];
    const paths = pathsOf(attempt.share);
    const numbers = new Map(paths.map((path, index) => [path, index]));
    attempt.ledger.setPaths(paths);
    const open = () => openWriter(attempt, reports);
    const openedAt = attempt.clock.monotonicMs();
    const shell = await open();
    const helpers: Shell[] = [];
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
        await sendShare({ ...attempt, shell, numberOf: (path) => numbers.get(path) ?? 0, lanesIn, zipper });
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

function pathsOf(share: PlacementShare): string[] {
    const { givingWayFiles, givingWayDirectories, make, put, correct, removeFiles, removeDirectories } = share;
    const items = [make, put, correct, removeFiles, share.leftovers, removeDirectories].flat();
    return [...new Set([...items, ...givingWayFiles, ...givingWayDirectories].map(({ path }) => path))];
}
