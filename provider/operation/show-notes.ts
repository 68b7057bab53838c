import type { Log } from "../base/log";
import { isOfFirstCreate } from "../command";
import type { Inputs } from "../inputs/inputs";
import type { FinishedOperation } from "../state";

/** Warns of what the user would not expect of a run: that it was an earlier one, and output that is not kept. */
export function showNotes({ run }: FinishedOperation, inputs: Inputs, log: Log): void {
    if (run === undefined) {
        return;
    }
    const { takenOverFrom, stdout, stderr, isHeldOpen } = run.result;
    if (takenOverFrom !== undefined) {
        const since = new Date(takenOverFrom).toISOString();
        // Before it has an id, a resource can't be told from its namesake.
        const orNamesake = isOfFirstCreate(run.id) ? " (or a stack of the same name in another backend)" : "";
        log.warning(
            `This is the result of a run that an interrupted operation started at ${since}${orNamesake}. The script was not run again.`,
        );
    }
    if (isHeldOpen) {
        log.warning(
            "A process that the script has left running still has the script's output open. What it writes is not kept, and goes to a " +
                "deleted file that grows until the process ends. Redirect its output when it is started: " +
                "nohup server >/var/log/server.log 2>&1 &",
        );
    }
    const cut = [stdout.truncated && "stdout", stderr.truncated && "stderr"].filter(Boolean);
    if (cut.length > 0) {
        log.warning(
            `${cut.join(" and ")} exceeded maxOutput (${inputs.maxOutputBytes} bytes): only the beginning and the end are kept.`,
        );
    }
}
