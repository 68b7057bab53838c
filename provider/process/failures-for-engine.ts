import type { ArgumentFailure } from "../operation";

/**
 * The same failures as the engine must get them: the path in front of the reason, and no property. For a property that it
 * finds among the inputs, the engine prints the value beside the reason, all of it, even a secret; for a path within one it
 * prints `{<nil>}`.
 */
export function failuresForEngine(failures: readonly ArgumentFailure[]): ArgumentFailure[] {
    return failures.map(({ property, reason }) => ({ property: "", reason: `${property}: ${reason}` }));
}
