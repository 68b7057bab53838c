// Sends text to the engine's own log, with the resource's URN, so that it shows on that resource's row.
import type { Log } from "../base/log";
import type { Words } from "../base/words";
import { engineText } from "./engine-text";

/** One message for the engine. */
export interface EngineMessage {
    readonly severity: "info" | "warning";
    readonly urn: string;
    readonly text: string;
    /** Shown on the row while it is new, and in no summary. */
    readonly ephemeral: boolean;
}

/** Delivers one message; resolves when the engine has taken it, rejects when it can't be reached. */
export type SendToEngine = (message: EngineMessage) => Promise<void>;

export interface EngineLog {
    logFor(urn: string | undefined): Log;
    /** Resolves when everything logged so far has reached the engine, so that no line comes after its resource's end. */
    flushed(): Promise<void>;
}

/**
 * A log that keeps the order of lines: one message is under way at a time, and what comes meanwhile is joined into the next.
 * A status that a newer text has overtaken is left out.
 */
export function makeEngineLog(send: SendToEngine, words: Words): EngineLog {
    let queue: EngineMessage[] = [];
    let sending: Promise<void> | undefined;
    const drain = async () => {
        while (queue.length > 0) {
            const batch = joinNeighbours(queue);
            queue = [];
            for (const message of batch) {
                // A log that can't be delivered must not fail the operation that it tells of.
                await send({ ...message, text: engineText(message.text) }).catch(() => {});
            }
        }
        sending = undefined;
    };
    const add = (message: EngineMessage) => {
        queue.push(message);
        sending ??= drain();
    };
    return {
        logFor: (urn = "") => ({
            words,
            info: (text) => add({ severity: "info", urn, text, ephemeral: false }),
            warning: (text) => add({ severity: "warning", urn, text, ephemeral: false }),
            status: (text) => add({ severity: "info", urn, text, ephemeral: true }),
        }),
        flushed: async () => {
            while (sending !== undefined) {
                await sending;
            }
        },
    };
}

function joinNeighbours(messages: readonly EngineMessage[]): EngineMessage[] {
    const joined: EngineMessage[] = [];
    for (const message of messages) {
        const last = joined.at(-1);
        if (last !== undefined && last.urn === message.urn && last.ephemeral && message.ephemeral) {
            joined[joined.length - 1] = message;
        } else if (last !== undefined && canJoin(last, message)) {
            joined[joined.length - 1] = { ...last, text: `${last.text}\n${message.text}` };
        } else {
            joined.push(message);
        }
    }
    return joined;
}

function canJoin(left: EngineMessage, right: EngineMessage): boolean {
    return left.urn === right.urn && left.severity === right.severity && !left.ephemeral && !right.ephemeral;
}
