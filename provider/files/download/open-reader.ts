import type { Deadline } from "../../base/deadline";
import type { ProviderError } from "../../base/error";
import type { Acting } from "../../host/acting";
import type { Frame } from "../../host/frame-parser";
import type { Host } from "../../host/host";
import type { Shell } from "../../host/shell";

import { NOT_A_WORD } from "../host-error";

import { DOWNLOAD, SAFE_DOWNLOAD } from "../remote/download.sh";
import { TOOLS } from "../remote/tools.sh";
import { WALK } from "../remote/walk.sh";
import { readerBroken } from "./download-errors";

/** One question to the shell on the host. */
export interface Call {
    readonly path: string;
    /** The piece of program that asks. */
    readonly text: string;
    /** Told of each frame of the answer. The host waits while a promise of it does. What it throws is how the call fails. */
    readonly onFrame: (frame: Frame) => void | Promise<void>;
}

/** A shell that answers questions one after the other, however many were asked. */
export interface Reader {
    /** Rejects with `LINK_LOST` when the connection is gone. */
    call(call: Call): Promise<void>;
    /** Ends the shell, which waits for somebody: the first call fails with the error, the others are for the next shell. */
    giveUp(error: Error, processId: string): void;
}

/** The connection is gone: on the next one it may go on. */
export const LINK_LOST = new Error("the connection was lost");

/** The shell got no more than a part of what was sent: the connection is half gone, or the host lacks a tool. */
export class CutShort extends Error {
    constructor(readonly meant: ProviderError) {
        super(meant.message);
    }
}

/** The exit code of a shell that got a part. */
const GOT_A_PART = 9;

/** With one of these an answer is over. */
const LAST_WORDS = ["looked", "listed", "got", "no"];

const KILL_LIMIT_MS = 5_000;

interface Pending extends Call {
    readonly settle: (error?: unknown) => void;
    failure?: unknown;
}

interface ReaderSettings {
    readonly acting: Acting | undefined;
    /** Whether it is to judge what leads to a path. */
    readonly isSafe?: boolean;
    readonly signal: AbortSignal;
    readonly deadline: Deadline;
    /** Told when the shell is gone, before those who have asked are. */
    readonly onGone: () => void;
}

/** Opens a shell of a user for reading. */
export async function openReader(
    host: Host,
    { acting, isSafe = false, signal, deadline, onGone }: ReaderSettings,
): Promise<Reader> {
    const pending: Pending[] = [];
    const waiting: Frame[] = [];
    const failed: string[] = [];
    let shell: Shell | undefined;
    let working: Promise<void> | undefined;

    const take = (frame: Frame): void | Promise<void> => {
        const [word = ""] = frame.kind === "words" ? frame.words : [];
        const [call] = pending;
        if (["fail", "cannot-become", "no-sudo"].includes(word) && frame.kind === "words") {
            failed.push(
                frame.line
                    .split(" ")
                    .slice(word === "fail" ? 3 : 1)
                    .join(" "),
            );
        }
        if (call === undefined) {
            return;
        }
        const fail = (error: unknown) => {
            call.failure ??= error;
            if (frame.kind === "data") {
                // What it still sends is for nobody.
                shell?.close();
            }
        };
        const finish = () => {
            if (LAST_WORDS.includes(word)) {
                pending.shift();
                call.settle(call.failure);
            }
        };
        if (call.failure === undefined) {
            try {
                const taken = call.onFrame(frame);
                if (taken !== undefined) {
                    return taken.catch(fail).then(finish);
                }
            } catch (error) {
                fail(error);
            }
        }
        finish();
    };
    const work = async (first: Promise<void>) => {
        shell?.pause();
        await first;
        for (let frame = waiting.shift(); frame !== undefined; frame = waiting.shift()) {
            await take(frame);
        }
        working = undefined;
        shell?.resume();
    };
    const onFrame = (frame: Frame) => {
        if (working !== undefined) {
            waiting.push(frame);
            return;
        }
        const taken = take(frame);
        if (taken !== undefined) {
            working = work(taken);
        }
    };
    const opened = await host.openShell({ acting, signal, onFrame });
    shell = opened;
    let isGone = false;
    let isGivenUp = false;
    void opened.ended.then(async (end) => {
        await working;
        isGone = true;
        onGone();
        for (const { failure, path, settle } of pending.splice(0)) {
            const said = failed.join("\n") || opened.said() || NOT_A_WORD;
            const broken = readerBroken(path, said, userOf(acting));
            const isPart = end.kind === "exited" && end.exitCode === GOT_A_PART && failed.length === 0;
            const reason = end.kind === "lost" || isGivenUp ? LINK_LOST : isPart ? new CutShort(broken) : broken;
            settle(failure ?? reason);
        }
    });
    const send = async (text: string) => {
        await opened.run(text);
        await opened.flush();
    };
    // How the shell ended says more than a write that failed.
    const text = isSafe ? `${TOOLS}\n${WALK}\n${DOWNLOAD}\n${SAFE_DOWNLOAD}` : `${TOOLS}\n${DOWNLOAD}`;
    await send(text).catch(() => {});
    return {
        giveUp: (error, processId) => {
            isGivenUp = true;
            const [call] = pending;
            if (call !== undefined) {
                call.failure = error;
            }
            const text = /^\d+$/.test(processId) ? `kill -9 ${processId}` : ":";
            const limit = deadline.within(KILL_LIMIT_MS);
            const order = host.order({
                osUser: userOf(acting),
                libraries: [],
                text,
                deadline: limit,
                onFrame: () => {},
            });
            void order.ended.catch(() => {}).then(() => opened.close());
        },
        call: (call) =>
            new Promise((resolve, reject) => {
                const settle = (error?: unknown) => (error === undefined ? resolve() : reject(error));
                if (isGone) {
                    settle(LINK_LOST);
                    return;
                }
                pending.push({ ...call, settle });
                send(call.text).catch(() => {});
            }),
    };
}

/** Whom a shell is to be of, where it is not of the user that signs in. */
function userOf(acting: Acting | undefined): string | undefined {
    switch (acting?.kind) {
        case "root":
            return "root";
        case "sudo":
        case "owner":
            return acting.name;
        default:
            return undefined;
    }
}
