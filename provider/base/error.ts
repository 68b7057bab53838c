// One error type for the whole provider: a value that says what failed, where, whether the command ran and what to do.
import { type ErrorCode, layerOf } from "./error-codes";
import type { Layer } from "./layer";
import { terminalText } from "./terminal-text";

/** Whether the user's script ran. `may-have-run` is said wherever nobody can know. */
export type CommandRan = "did-not-run" | "may-have-run" | "ran";

/** Everything that an error says; printed by one formatter (`printFailure`), and nowhere else. */
export interface Failure {
    /** Stable; one of the registry in `error-codes/`. */
    readonly code: ErrorCode;
    /** What failed, naming the thing, and its plain cause: one sentence. */
    readonly summary: string;
    /** Of its code. */
    readonly layer: Layer;
    readonly commandRan: CommandRan;
    /** Whether the same attempt can succeed later without anybody changing anything. */
    readonly retryable: boolean;
    /** Aligned `name: value` lines. Never a secret, never a whole command. */
    readonly facts?: readonly (readonly [name: string, value: string])[];
    /** At most three actions that the reader can take now, most likely first. */
    readonly remedies?: readonly string[];
    /** The vendor's own words, when they help. */
    readonly details?: string;
}

/** What a room says of a failure; the registry adds the rest. */
export type NewFailure = Omit<Failure, "layer">;

const MARKER = Symbol.for("pulumi-ec2-instance-connect.ProviderError");

/** The only error that leaves a room. Recognise it with `isProviderError`: `instanceof` fails across copies of the package. */
export class ProviderError extends Error {
    readonly failure: Failure;

    constructor(failure: NewFailure) {
        super(printFailure(failure));
        this.name = "ProviderError";
        this.failure = Object.freeze({ ...failure, layer: layerOf(failure.code) });
        Object.defineProperty(this, MARKER, { value: true });
    }
}

/** True for a `ProviderError` of any copy of this package. */
export function isProviderError(value: unknown): value is ProviderError {
    return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[MARKER] === true;
}

/** The same failure with other fields, as a new error. */
export function withFailure(error: ProviderError, changes: Partial<NewFailure>): ProviderError {
    return new ProviderError({ ...error.failure, ...changes });
}

const RAN_SENTENCE: Record<CommandRan, string> = {
    "did-not-run": "The command did not run.",
    "may-have-run": "The command may have run.",
    ran: "The command ran.",
};

/** Prints a failure as one message that is complete on its own: the engine passes nothing but this text to the user. */
function printFailure(failure: NewFailure): string {
    const facts = failure.facts ?? [];
    const width = Math.max(0, ...facts.map(([name]) => name.length));
    const closing = [RAN_SENTENCE[failure.commandRan]];
    if (failure.details !== undefined && failure.details !== "") {
        closing.push(`Details: ${failure.details}`);
    }
    closing.push(`Code: ${failure.code}`);
    // What a host said may hold commands to a terminal, and an error goes to one.
    return terminalText(
        [
            failure.summary,
            ...(facts.length > 0
                ? ["", ...facts.map(([name, value]) => `  ${`${name}:`.padEnd(width + 1)}  ${value}`)]
                : []),
            ...(failure.remedies?.length ? ["", "To fix:", ...failure.remedies.map((remedy) => `  - ${remedy}`)] : []),
            "",
            closing.join("  "),
        ].join("\n"),
    );
}
