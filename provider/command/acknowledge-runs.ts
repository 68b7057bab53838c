import type { Deadline } from "../base/deadline";
import type { Host } from "../host/host";
import { carryOut, isOver } from "./carry-out";
import { directoryNameOf } from "./directory-name";
import { carryOutForAnyUser } from "./for-any-user";
import { printAcknowledge, printPointer } from "./remote/orders";

/** A run whose result is known: its name; and when it had started by the host's clock, since a later run may have the same name. */
export type KnownRun = string | { readonly id: string; readonly startedAt: number };

/**
 * Removes the receipts of finished runs from the host. A run that is still live stays, and so does a later one. Resolves to false
 * when the host had not confirmed it by the deadline, or before the connection was lost: asking again does no harm.
 * @throws {ProviderError} no channel could be opened.
 */
export async function acknowledgeRuns(runs: readonly KnownRun[], host: Host, deadline: Deadline): Promise<boolean> {
    if (runs.length === 0) {
        return true;
    }
    const [own, ...others] = await carryOutForAnyUser(printAcknowledge(runs.map(onHost)), host, deadline);
    for (const { osUser, names, ...carried } of others) {
        if (osUser !== undefined && isOver(carried)) {
            await carryOut(printPointer("eic_forget", names, osUser), host, { deadline });
        }
    }
    return own !== undefined && isOver(own) && others.every(({ end }) => end.kind === "over" || end.kind === "no-user");
}

function onHost(run: KnownRun): { readonly name: string; readonly startedAt: number | undefined } {
    return typeof run === "string"
        ? { name: directoryNameOf(run), startedAt: undefined }
        : { name: directoryNameOf(run.id), startedAt: run.startedAt };
}

/** Removes one run's receipt: see `acknowledgeRuns`. */
export function acknowledgeRun(runId: string, host: Host, deadline: Deadline): Promise<boolean> {
    return acknowledgeRuns([runId], host, deadline);
}
