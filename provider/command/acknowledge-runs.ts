import { type Random, systemRandom } from "../base/random";
import type { Session } from "../session/session";
import { directoryNameOf } from "./directory-name";
import { execReport } from "./exec-report";
import { printAcknowledgeText } from "./remote/program";

/** A run whose result is known: its name; and when it had started by the host's clock, since a later run may have the same name. */
export type KnownRun = string | { readonly id: string; readonly startedAt: number };

/**
 * Removes the receipts of finished runs from the host, in one exec. A run that is still live stays, and so does a later one. Resolves to false when
 * the connection was lost before the host had confirmed it: asking again does no harm.
 * @throws {ProviderError} no channel could be opened.
 */
export async function acknowledgeRuns(
    runs: readonly KnownRun[],
    session: Session,
    random: Random = systemRandom,
): Promise<boolean> {
    if (runs.length === 0) {
        return true;
    }
    const marker = random.hex(16);
    const reports = await execReport(session, printAcknowledgeText(runs.map(onHost), marker), marker);
    return reports?.some(([report]) => report === "over") ?? false;
}

function onHost(run: KnownRun): { readonly name: string; readonly startedAt: number | undefined } {
    return typeof run === "string"
        ? { name: directoryNameOf(run), startedAt: undefined }
        : { name: directoryNameOf(run.id), startedAt: run.startedAt };
}

/** Removes one run's receipt: see `acknowledgeRuns`. */
export function acknowledgeRun(runId: string, session: Session, random?: Random): Promise<boolean> {
    return acknowledgeRuns([runId], session, random);
}
