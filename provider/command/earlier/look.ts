import type { Random } from "../../base/random";
import type { Session } from "../../session/session";
import { execReport } from "../exec-report";
import { printLookText } from "../remote/program";
import { type FoundRun, parseFoundRun } from "./found-run";
import type { LookRequest } from "./look-request";

/** The runs that earlier operations left; or the link was lost, or a shell ended without the whole answer. */
export type Look = readonly FoundRun[] | "lost" | "silent";

/** Looks once. Never rejects. */
export async function lookForRuns(request: LookRequest, session: Session, random: Random): Promise<Look> {
    const marker = random.hex(16);
    const reports = await execReport(session, printLookText(request, marker), marker).catch(() => undefined);
    if (reports === undefined) {
        return "lost";
    }
    if (!reports.some(([report]) => report === "over")) {
        return "silent";
    }
    return reports.map(parseFoundRun).filter((run) => run !== undefined);
}
