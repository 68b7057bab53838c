import { type Random, systemRandom } from "../base/random";
import type { Session } from "../session/session";
import { directoryNameOf } from "./directory-name";
import { execReport } from "./exec-report";
import { printAcknowledgeText } from "./remote/program";

/**
 * Removes the receipts of finished runs from the host, in one exec. A run that is still live stays. Resolves to false when
 * the connection was lost before the host had confirmed it: asking again does no harm.
 * @throws {ProviderError} no channel could be opened.
 */
export async function acknowledgeRuns(
    runIds: readonly string[],
    session: Session,
    random: Random = systemRandom,
): Promise<boolean> {
    if (runIds.length === 0) {
        return true;
    }
    const marker = random.hex(16);
    const reports = await execReport(session, printAcknowledgeText(runIds.map(directoryNameOf), marker), marker);
    return reports?.some(([report]) => report === "over") ?? false;
}

/** Removes one run's receipt: see `acknowledgeRuns`. */
export function acknowledgeRun(runId: string, session: Session, random?: Random): Promise<boolean> {
    return acknowledgeRuns([runId], session, random);
}
