import { ProviderError } from "../base/error";
import type { PlacedPath } from "../files/placed-path";

/** The version of the state format that this package writes. A later format is refused, an earlier one is read. */
export const STATE_VERSION = 1;

/** What the last operation left in state, as far as the next one needs it. */
export interface Recorded {
    readonly stdout: string;
    readonly stderr: string;
    /** Fingerprints pinned for the instance id. */
    readonly hostKeys: readonly string[];
    readonly osUser: string | undefined;
    /** The route that was taken last. */
    readonly route: string | undefined;
    /** The jump host that was used last. */
    readonly via: { readonly instanceId: string; readonly hostKey: string } | undefined;
    readonly region: string | undefined;
    readonly accountId: string | undefined;
    /** The run whose output is in state; empty when none ran. */
    readonly runId: string;
    /** Which try of its run that one was. */
    readonly tries: number;
    /** Whether `create` has ever succeeded: until then a retry runs it again. */
    readonly created: boolean;
    /** Whether the last script that ran succeeded; if not, the next `up` runs one again. */
    readonly succeeded: boolean;
    /** Whether the result of the run that `runId` names is not known: it may still be on its host, even live. */
    readonly isLost: boolean;
    /** Runs of this resource whose result is known: counts on, so that no run shares its name with a failed one. */
    readonly runCount: number;
    /** The boot of the host in which that run ran; undefined where it is not known. */
    readonly bootId: string | undefined;
    /** Whether a guard had the last operation's script skipped. */
    readonly wasSkipped: boolean;
    /** What was put on the instance: files, links and the directories that were made for them. */
    readonly placed: readonly PlacedPath[];
    /** Whether the hashes in plain state are known to be of public contents: releases before kept them all there. */
    readonly hashesAreSorted: boolean;
    /** Whether the last refresh found another value of `read` than after the last create or update. */
    readonly hasDrifted: boolean;
    /** Of the steps after the last script, which succeeded, the one that failed; undefined: none did. */
    readonly unfinishedStep: string | undefined;
    /** Whether stdout and stderr are kept as secrets. */
    readonly outputIsSecret: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * Reads the outputs of an earlier operation.
 * @throws {ProviderError} `STATE_TOO_NEW` when a later release of this package wrote them.
 */
export function readRecorded(outputs: Properties): Recorded {
    const version = outputs.__state;
    if (typeof version === "number" && version > STATE_VERSION) {
        throw stateTooNew(version, outputs.__package);
    }
    const run = (outputs.run ?? {}) as Properties;
    const connection = (outputs.connection ?? {}) as Properties;
    const hashesAreSorted = outputs.__hashesSorted === true;
    const placed: readonly PlacedPath[] = Array.isArray(outputs.__placed) ? outputs.__placed : [];
    return Object.freeze({
        stdout: text(outputs.stdout) ?? "",
        stderr: text(outputs.stderr) ?? "",
        hostKeys: Array.isArray(outputs.hostKeys) ? outputs.hostKeys.filter((key) => typeof key === "string") : [],
        osUser: text(run.osUser) ?? text(connection.osUser),
        route: text(run.route),
        via: viaOf(run.via),
        region: text(run.region),
        accountId: text(run.accountId),
        runId: text(run.id) ?? "",
        tries: typeof run.tries === "number" ? Math.max(1, run.tries) : 1,
        created: outputs.__created === true,
        succeeded: outputs.__succeeded === true,
        isLost: outputs.outcome === "lost",
        runCount: typeof outputs.__runCount === "number" ? outputs.__runCount : 0,
        bootId: text(run.bootId),
        wasSkipped: outputs.outcome === "skipped",
        placed: hashesAreSorted ? placed : placed.map(asSecretFile),
        hashesAreSorted,
        hasDrifted: outputs.__drifted === true,
        unfinishedStep: text(outputs.__unfinishedStep),
        outputIsSecret: outputs.__outputIsSecret === true,
    });
}

/** Whether an update has something to do though no argument has changed. */
export function isUpdateDue({ succeeded, unfinishedStep, hasDrifted }: Recorded): boolean {
    return !succeeded || unfinishedStep !== undefined || hasDrifted;
}

function viaOf(value: unknown): Recorded["via"] {
    const { instanceId, hostKey } = (value ?? {}) as Properties;
    return typeof instanceId === "string" && typeof hostKey === "string" ? { instanceId, hostKey } : undefined;
}

function asSecretFile(placed: PlacedPath): PlacedPath {
    return placed.kind === "file" ? { ...placed, isSecret: true } : placed;
}

function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

function stateTooNew(version: number, writtenBy: unknown): ProviderError {
    const wanted = typeof writtenBy === "string" ? writtenBy : "latest";
    return new ProviderError({
        code: "STATE_TOO_NEW",
        summary: `This resource's state has format ${version}, and this version of pulumi-ec2-instance-connect reads formats up to ${STATE_VERSION}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [({ installVersion }) => `Install the version that wrote it: ${installVersion(wanted)}`],
    });
}
