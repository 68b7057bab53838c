import type { Deadline } from "../base/deadline";
import { ProviderError } from "../base/error";
import type { Host } from "../host/host";
import { carryOut, hasReport } from "./carry-out";
import { ASK_FLOCK } from "./remote/orders";

/** The interpreter that runs another one, one at a time on the host, for as long as anything of the script lives. */
export { exclusiveInterpreter } from "./remote/exclusive.sh";

/** Resolves when the host can lock. @throws {ProviderError} `CMD_NO_FLOCK`: it has no `flock`. */
export async function requireFlock(host: Host, deadline: Deadline): Promise<void> {
    if (hasReport(await carryOut(ASK_FLOCK, host, { deadline }), "none")) {
        throw new ProviderError({
            code: "CMD_NO_FLOCK",
            summary: "The instance does not have the program flock, which exclusive requires.",
            commandRan: "did-not-run",
            retryable: false,
            remedies: ["Install flock on the instance (package util-linux or busybox).", "Or leave out exclusive."],
        });
    }
}
