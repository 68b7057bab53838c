// What leaves the lifecycle as an error, for a program of Pulumi: in Pulumi's words, and about a command only if one was to run.
import { inWords, isProviderError, type ProviderError, withFailure } from "../base/error";
import { asProviderError, type Lifecycle } from "../lifecycle";
import { PULUMI_WORDS } from "./pulumi-words";

type Spoken = Omit<Lifecycle, "read"> & {
    read(...given: Parameters<Lifecycle["read"]>): Promise<ReturnType<Lifecycle["read"]>>;
};

/** The same lifecycle; its errors speak of `pulumi up`, `connection.osUser` and the like. */
export function speakPulumi(lifecycle: Lifecycle): Spoken {
    return {
        check: spoken(lifecycle.check, () => false),
        diff: spoken(lifecycle.diff, () => false),
        read: spoken(lifecycle.read, () => false),
        create: spoken(lifecycle.create, (news) => news.create !== undefined),
        update: spoken(lifecycle.update, (_id, _olds, news) => (news.update ?? news.create) !== undefined),
        delete: spoken(lifecycle.delete, (_id, olds) => olds.delete !== undefined),
    };
}

function spoken<Given extends readonly unknown[], Answer>(
    method: (...given: Given) => Answer | Promise<Answer>,
    hasCommand: (...given: Given) => boolean,
): (...given: Given) => Promise<Answer> {
    return async (...given) => {
        try {
            return await method(...given);
        } catch (error) {
            throw inPulumiWords(asProviderError(error), hasCommand(...given));
        }
    };
}

function inPulumiWords(error: Error, hasCommand: boolean): Error {
    if (isProviderError(error)) {
        return told(error, hasCommand);
    }
    // The engine keeps the state that comes with it, and prints its reasons.
    if (isProviderError(error.cause)) {
        const { message } = told(error.cause, hasCommand);
        delete error.cause;
        return Object.assign(error, { message, reasons: [message] });
    }
    return error;
}

function told(error: ProviderError, hasCommand: boolean): ProviderError {
    const ours = hasCommand ? error : withFailure(error, { withoutCommand: true, commandRan: "did-not-run" });
    return inWords(ours, PULUMI_WORDS);
}
