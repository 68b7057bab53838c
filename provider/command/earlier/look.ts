import type { Random } from "../../base/random";
import type { Session } from "../../session/session";
import { execReport } from "../exec-report";
import { printLookText } from "../remote/program";
import { type FoundRun, parseFoundRun } from "./found-run";
import type { LookRequest } from "./look-request";

/**
 * The runs that earlier operations left; or the link was lost; or the shell ended without running our text (`silent`), or in the
 * middle of it (`broken`).
 */
export type Look = readonly FoundRun[] | "lost" | "silent" | "broken";

/** Looks once. Never rejects. */
export async function lookForRuns(request: LookRequest, session: Session, random: Random): Promise<Look> {
    const marker = random.hex(16);
    const reports = await execReport(session, printLookText(request, marker), marker).catch(() => undefined);
    if (reports === undefined) {
        return "lost";
    }
    if (!reports.some(([report]) => report === "over")) {
        return reports.length === 0 ? "silent" : "broken";
    }
    return reports.map(parseFoundRun).filter((run) => run !== undefined);
}
