import { type Random, systemRandom } from "../base/random";
import type { Session } from "../session/session";
import { directoryNameOf } from "./directory-name";
import { execReport } from "./exec-report";
import { printStopText } from "./remote/program";

/**
 * Ends a live run and all that it has started: TERM, after 10 seconds KILL. Resolves to true when the host says that nothing of
 * it is running any more. Resolves to false when something lives on, of which the run's result tells, and when the connection
 * was lost before the host could say so (it goes on stopping the run).
 * @throws {ProviderError} no channel could be opened.
 */
export async function stopRun(runId: string, session: Session, random: Random = systemRandom): Promise<boolean> {
    const marker = random.hex(16);
    const reports = await execReport(session, printStopText(directoryNameOf(runId), marker), marker);
    const has = (word: string) => reports?.some(([report]) => report === word) ?? false;
    return has("over") && !has("left");
}
