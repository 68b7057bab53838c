import { ProviderError } from "../base/error";
import type { Session } from "../session/session";
import { execReport } from "./exec-report";
import { printCheckText } from "./remote/program";
import type { CommandDeps } from "./run-state";

/** The interpreter that runs another one, one at a time on the host, for as long as anything of the script lives. */
export { exclusiveInterpreter } from "./remote/exclusive.sh";

const FLOCK = "if command -v flock >/dev/null 2>&1; then eic_report flock; else eic_report none; fi";

/** Resolves when the host can lock. @throws {ProviderError} `CMD_NO_FLOCK`: it has no `flock`. */
export async function requireFlock(session: Session, deps: CommandDeps): Promise<void> {
    const marker = deps.random.hex(16);
    const reports = await execReport(session, printCheckText(FLOCK, marker), marker);
    if (reports?.some(([report]) => report === "none")) {
        throw new ProviderError({
            code: "CMD_NO_FLOCK",
            summary: "The instance does not have the program flock, which exclusive requires.",
            commandRan: "did-not-run",
            retryable: false,
            remedies: ["Install flock on the instance (package util-linux or busybox).", "Or leave out exclusive."],
        });
    }
}
