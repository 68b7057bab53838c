import type { ErrorCode } from "../base/error-codes";
import type { Wording } from "../base/words";
import type { GivenValues } from "./given-values";

/** What is kept of one output stream. */
export interface CapturedOutput {
    /** At most `maxOutputBytes`; when more came: head, a line that counts the bytes left out, tail. Invalid UTF-8 is replaced. */
    readonly text: string;
    /** All bytes that the command wrote. */
    readonly totalBytes: number;
    /**
     * Lower-case hexadecimal SHA-256 of all bytes. Empty when the run was taken over after its host, short of disk space, had
     * given back output that was delivered to the operation before.
     */
    readonly sha256: string;
    readonly truncated: boolean;
}

/** How a run ended: one closed union. `lost` is never success, and no reason to run again before the host was asked. */
export type Outcome =
    | { readonly kind: "exited"; readonly exitCode: number }
    | { readonly kind: "signalled"; readonly signal: string }
    /** `atDeadline`: the time of the whole operation was over, not that of the script. */
    | { readonly kind: "timedOut"; readonly atDeadline?: true }
    | { readonly kind: "lost"; readonly reason: string }
    /** The host would not start it (no such directory, sudo refused, …): the script did not run. */
    | {
          readonly kind: "refused";
          readonly code: ErrorCode;
          readonly reason: string;
          readonly remedy: Wording | undefined;
      };

/** The result of a run: the same fields whatever the outcome. */
export interface CommandResult {
    readonly outcome: Outcome;
    readonly stdout: CapturedOutput;
    readonly stderr: CapturedOutput;
    /** What the script wrote to `$PULUMI_COMMAND_OUTPUT`; undefined: nothing, or its end is not known. */
    readonly values?: GivenValues | undefined;
    /** Milliseconds since the epoch, by the host's clock where the host told it. */
    readonly startedAt: number;
    readonly endedAt: number;
    /** Connections that the run was followed on. */
    readonly attempts: number;
    /** The host's boot id, or the empty string where it has none. */
    readonly bootId: string;
    /** Set when this result is of a run that an earlier, interrupted operation had started: its start, by the host's clock. */
    readonly takenOverFrom: number | undefined;
    /** Set when the host stopped the script for a reason of its own, such as a nearly full disk: one sentence without its stop. */
    readonly stoppedBecause?: string;
    /** Set when something that the script has left running still has its output open. */
    readonly isHeldOpen?: true;
    /** Set when processes of a script that was stopped could not be ended: the number, user and name of each. */
    readonly stillRunning?: string;
}
