import { type Random, systemRandom } from "../base/random";
import type { Session } from "../session/session";
import { directoryNameOf } from "./directory-name";
import { execReport } from "./exec-report";
import { printStopText } from "./remote/program";

/**
 * Ends a live run: TERM to its process group, after 10 seconds KILL. Resolves to true when the host says that it is no
 * longer running, to false when the connection was lost before it could say so (the host goes on stopping it).
 * @throws {ProviderError} no channel could be opened.
 */
export async function stopRun(runId: string, session: Session, random: Random = systemRandom): Promise<boolean> {
    const marker = random.hex(16);
    const reports = await execReport(session, printStopText(directoryNameOf(runId), marker), marker);
    return reports?.some(([report]) => report === "over") ?? false;
}
