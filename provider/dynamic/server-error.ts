import { engineErrorText } from "../process/engine-text";
import { asProviderError } from "../process/foreign-error";
import { PULUMI_WORDS } from "../process/pulumi-words";
import { speak } from "../process/speak";
import { FailedWithState } from "../state";

/** What the dynamic-provider server turns into a saved resource that failed: id, outputs and the reasons that are shown. */
interface PartialState {
    readonly id: string;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly reasons: readonly string[];
}

/**
 * Any error as the dynamic-provider server must get it, of a call in which a command was to run or not. The server prints errors of check, diff, read and delete once more,
 * with their stack, beside the engine's own report: what is left of that is a line that points to the report. A failure that leaves something in
 * state carries it, and the whole story as the one reason, since of such a failure the engine prints no more than reasons.
 */
export function serverError(error: unknown, hasCommand: boolean): Error {
    if (error instanceof FailedWithState) {
        return withPartialState(errorOf(speak(error.reason, hasCommand, PULUMI_WORDS).message), error);
    }
    return errorOf(speak(asProviderError(error), hasCommand, PULUMI_WORDS).message);
}

function errorOf(text: string): Error {
    return Object.assign(new Error(engineErrorText(text)), {
        stack: "a call failed, see the error of its resource",
        toString: () => "pulumi-ec2-instance-connect",
    });
}

function withPartialState(shown: Error, { id, outputs }: FailedWithState): Error & PartialState {
    return Object.assign(shown, { id, properties: outputs, reasons: [shown.message] });
}
