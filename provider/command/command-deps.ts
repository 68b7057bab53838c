import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import type { Log } from "../base/log";
import type { Random } from "../base/random";

/** What the steps of a run use of their surroundings. */
export interface CommandDeps {
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    /** The end of the operation: after it the run is stopped, or given up as lost when the host can't be reached. */
    readonly deadline: Deadline;
}
