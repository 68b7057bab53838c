import { createHash } from "node:crypto";
import type { Inputs } from "../../inputs/inputs";

/**
 * The name that the first releases gave a run: a digest of all that it was made from. Runs that they left on a host are found by
 * it, and a run found by it was made from the same.
 */
export function nameOfFirstReleases(
    inputs: Inputs,
    run: {
        readonly operation: string;
        readonly runNumber: number;
        readonly script: string;
        readonly interpreter: readonly string[];
    },
): string {
    const { environment, stdin, workingDirectory, runAs, triggers } = inputs;
    const identity = [
        inputs.urn ?? "",
        inputs.instanceId,
        run.operation,
        run.runNumber,
        run.script,
        {
            interpreter: run.interpreter,
            environment: sortedEntries(environment),
            stdin,
            workingDirectory,
            runAs,
            triggers,
        },
    ];
    return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 32);
}

function sortedEntries(record: Readonly<Record<string, string>>): [string, string][] {
    return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}
