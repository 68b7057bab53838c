import type { Deadline } from "../base/deadline";
import type { Host } from "../host/host";
import { hasReport, isOver } from "./carry-out";
import { directoryNameOf } from "./directory-name";
import { carryOutForAnyUser } from "./for-any-user";
import { printStop } from "./remote/orders";

/**
 * Ends a live run and all that it has started: TERM, after 10 seconds KILL. Resolves to true when the host says that nothing of
 * it is running any more. Resolves to false when something lives on, of which the run's result tells, and when the host had not
 * said so by the deadline, or before the connection was lost (it goes on stopping the run).
 * @throws {ProviderError} no channel could be opened.
 */
export async function stopRun(runId: string, host: Host, deadline: Deadline): Promise<boolean> {
    const carried = await carryOutForAnyUser(printStop(directoryNameOf(runId)), host, deadline);
    const ended = carried.every((one) => isOver(one) || one.end.kind === "no-user");
    return ended && !carried.some((one) => hasReport(one, "left"));
}
