import type { KnownRun } from "../command";
import type { CommandResult } from "../command/command-result";
import type { PlacedPath } from "../files/placed-path";
import type { HostKeyPolicy } from "../inputs/inputs";
import type { Target } from "../instance/target";
import type { SessionFacts } from "../session/session";
import type { AfterScript } from "./after-script";

/** A run that is over, whatever its result. */
export interface FinishedRun {
    /** Of the last try. */
    readonly id: string;
    /** How many were made. */
    readonly tries: number;
    /** Those before the last one, whose receipts are kept until its result is recorded. */
    readonly failedTries: readonly KnownRun[];
    /** Why no other try followed though there were some left; undefined: none was left, or none was needed. */
    readonly noFurtherTry?: string | undefined;
    readonly result: CommandResult;
}

/** All that is kept of an operation. */
export interface FinishedOperation {
    /** Undefined: no script ran. */
    readonly run: FinishedRun | undefined;
    /**
     * Where no script ran although there is one: a guard has skipped it, or it had succeeded before and only the steps after it
     * were left to do. The last outputs are kept.
     */
    readonly without?: "skipped" | "script-of-before" | undefined;
    /** Undefined: the operation did not get to the steps after its script. */
    readonly after?: AfterScript | undefined;
    /** All that is on the instance by `files`, from this operation and those before. */
    readonly placed: readonly PlacedPath[];
    readonly target: Target;
    readonly facts: SessionFacts;
    readonly hostKeyPolicy: HostKeyPolicy;
    /** Milliseconds since the epoch, by this machine's clock. */
    readonly endedAt: number;
}
