/** When a script that failed runs again. */
export interface TryRule {
    /** Tries in all. */
    readonly most: number;
    /** Exit codes that are no failure. */
    readonly accepted: readonly number[];
    /** Exit codes after which it runs again; undefined: every one that is a failure. */
    readonly onExitCodes: readonly number[] | undefined;
}

/** Whether another try may follow one that ended by itself with this exit code. */
export function mayTryAgain({ most, ...rule }: TryRule, tryNumber: number, exitCode: number): boolean {
    return tryNumber < most && isRetriable(rule, exitCode);
}

/** Whether the exit code is one after which the script runs again, if tries are left. */
export function isRetriable({ accepted, onExitCodes }: Omit<TryRule, "most">, exitCode: number): boolean {
    return !accepted.includes(exitCode) && (onExitCodes?.includes(exitCode) ?? true);
}
