// One error type for the whole provider: a value that says what failed, where, whether the command ran and what to do.
import { type ErrorCode, layerOf } from "./error-codes";
import type { Layer } from "./layer";
import { terminalText } from "./terminal-text";
import { PLAIN_WORDS, type Wording, type Words, worded } from "./words";

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
    /** Set when no command was to run: then nothing is said of one that did not. */
    readonly withoutCommand?: boolean;
    /** Set when the instance that it is about is the jump host on the way to the one of the operation. */
    readonly isAboutJumpHost?: boolean;
    /** Whether the same attempt can succeed later without anybody changing anything. */
    readonly retryable: boolean;
    /** Aligned `name: value` lines. Never a secret, never a whole command. */
    readonly facts?: readonly (readonly [name: string, value: string])[];
    /** At most three actions that the reader can take now, most likely first. */
    readonly remedies?: readonly string[];
    /** The vendor's own words, when they help. */
    readonly details?: string;
}

/** What a room says of a failure, in words of no door; the registry and the door add the rest. */
export interface NewFailure extends Omit<Failure, "layer" | "summary" | "facts" | "remedies"> {
    readonly summary: Wording;
    readonly facts?: readonly (readonly [name: Wording, value: string])[];
    readonly remedies?: readonly Wording[];
}

const MARKER = Symbol.for("pulumi-ec2-instance-connect.ProviderError");

/** The only error that leaves a room. Recognise it with `isProviderError`: `instanceof` fails across copies of the package. */
export class ProviderError extends Error {
    readonly failure: Failure;
    /** What the failure was made of; absent in an error of a copy of the package that had no words yet. */
    declare readonly told?: NewFailure;

    constructor(told: NewFailure, words: Words = PLAIN_WORDS) {
        const failure = completed(told, words);
        super(printFailure(failure));
        this.name = "ProviderError";
        this.failure = failure;
        Object.defineProperty(this, "told", { value: told });
        Object.defineProperty(this, MARKER, { value: true });
    }
}

function completed(told: NewFailure, words: Words): Failure {
    const remedies = told.remedies
        ?.map((remedy) => withOneStop(worded(remedy, words)))
        .filter((remedy) => remedy !== "");
    const facts = told.facts?.map(([name, value]) => [worded(name, words), value] as const);
    return Object.freeze({
        ...told,
        layer: layerOf(told.code),
        summary: withOneStop(worded(told.summary, words)),
        ...(facts !== undefined && { facts }),
        ...(remedies !== undefined && { remedies }),
    } as Failure);
}

/** What somebody else said may end a sentence of ours, and have a full stop of its own. */
function withOneStop(text: string): string {
    return text.replace(/(?<=[\p{L}\p{N})"'\]>])\.\.(?=\s|$)/gu, ".");
}

/** True for a `ProviderError` of any copy of this package. */
export function isProviderError(value: unknown): value is ProviderError {
    return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[MARKER] === true;
}

/** True for an error of ours with that code. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
    return isProviderError(error) && error.failure.code === code;
}

/** The same failure with other fields, as a new error. */
export function withFailure(error: ProviderError, changes: Partial<NewFailure>): ProviderError {
    return new ProviderError({ ...(error.told ?? error.failure), ...changes });
}

/** The same error in the words of a door. */
export function inWords(error: ProviderError, words: Words): ProviderError {
    return new ProviderError(error.told ?? error.failure, words);
}

/** The same error where no command was to run: for files only, in a check, in a refresh. Other errors pass unchanged. */
export function withoutCommand(error: unknown): unknown {
    return isProviderError(error) ? withFailure(error, { withoutCommand: true }) : error;
}

/** The same error where the limit of the whole operation, of this name, left less time than the step's own. Other errors pass unchanged. */
export function withinLimit(error: unknown, setBy: Wording | undefined): unknown {
    if (!isProviderError(error) || setBy === undefined) {
        return error;
    }
    return reworded(error, (words) => {
        const name = worded(setBy, words);
        return { ...words, connectTimeout: name, giveConnectingTime: `Raise ${name}.` };
    });
}

/** The same error with other words for some of what it names. */
export function reworded(error: ProviderError, change: (words: Words) => Words): ProviderError {
    const { summary, remedies = [] } = error.told ?? error.failure;
    const changed =
        (text: Wording): Wording =>
        (words) =>
            worded(text, change(words));
    return withFailure(error, { summary: changed(summary), remedies: remedies.map(changed) });
}

/** The same error after the command has run, such as one of what is to be done after it. Other errors pass unchanged. */
export function afterCommand(error: unknown): unknown {
    return isProviderError(error) ? withFailure(error, { commandRan: "ran" }) : error;
}

const RAN_SENTENCE: Record<CommandRan, string> = {
    "did-not-run": "The command did not run.",
    "may-have-run": "The command may have run.",
    ran: "The command ran.",
};

/** Prints a failure as one message that is complete on its own: the engine passes nothing but this text to the user. */
function printFailure(failure: Failure): string {
    const facts = failure.facts ?? [];
    const width = Math.max(0, ...facts.map(([name]) => name.length));
    const isSilent = failure.withoutCommand === true && failure.commandRan === "did-not-run";
    const closing = isSilent ? [] : [RAN_SENTENCE[failure.commandRan]];
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
