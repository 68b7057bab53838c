import type { Clock } from "../base/clock";
import type { Session } from "../session/session";
import type { Acting } from "./acting";
import type { Frame } from "./frame-parser";
import { HELLO_LIMIT_MS } from "./login-shell";
import type { Carrying } from "./lone-order";
import type { OrderEnd } from "./order";
import { printSharedOrder } from "./print-order";
import { SHARED_EVALUATOR } from "./remote/evaluator";
import { TAKING_TURNS } from "./remote/prelude.sh";
import { openShell, type Shell } from "./shell";

/** One shell of one user of a host, kept open: it reads orders and carries them out side by side. */
export interface SharedShell {
    /** Rejects when no channel could be opened. */
    carryOut(carrying: Carrying): Promise<OrderEnd>;
    /** Whether it takes more orders: not when it is gone, has once left an order unanswered, or does not read pieces. */
    isUsable(): boolean;
    isIdle(): boolean;
    close(): Promise<void>;
}

interface SharedShellSettings {
    readonly session: Session;
    readonly acting: Acting;
    readonly marker: string;
    readonly clock: Clock;
    readonly isPatient: boolean;
    /** Told once that the shell runs our text, and whether it reads it in pieces. */
    readonly onHello: (reads: boolean) => void;
}

interface Pending {
    readonly carrying: Carrying;
    readonly resolve: (end: OrderEnd) => void;
}

/** A shell that found no process to spare, or no memory, ends in the middle of a text. */
function readEnd(frame: Frame): OrderEnd {
    const exitCode = frame.kind === "words" ? Number(frame.words[1]) : 0;
    return exitCode === 0
        ? { kind: "over" }
        : { kind: "silent", channelEnd: { kind: "exited", exitCode }, said: "", hello: true };
}

export function makeSharedShell({
    session,
    acting,
    marker,
    clock,
    isPatient,
    onHello,
}: SharedShellSettings): SharedShell {
    const pending = new Map<number, Pending>();
    const known = new Set<string>();
    const controller = new AbortController();
    const heard = { hello: false, ready: false };
    let usable = true;
    let count = 0;
    let opening: Promise<Shell> | undefined;
    let sending: Promise<unknown> = Promise.resolve();

    const closeIfDone = () => {
        if (!usable && pending.size === 0) {
            controller.abort();
        }
    };
    const settle = (number: number, end: OrderEnd) => {
        const order = pending.get(number);
        pending.delete(number);
        order?.resolve(end);
        closeIfDone();
    };
    const onFrame = (frame: Frame, number: number) => {
        const word = frame.kind === "words" ? frame.words[0] : undefined;
        if (word === "hello" && !heard.hello) {
            heard.hello = true;
            stopWaiting();
            // A shell that makes a program of its pieces carries one order out, and may have read ahead into the next.
            const reads = frame.kind === "words" && frame.words[1] === "yes";
            usable &&= reads;
            onHello(reads);
        }
        heard.ready ||= word === "ready";
        const speaker = pending.get(number)?.carrying;
        if (frame.kind === "data") {
            // Whoever speaks now keeps the others silent.
            for (const { carrying } of pending.values()) {
                carrying.onHeard();
            }
        } else {
            speaker?.onHeard();
        }
        if (word === "over") {
            settle(number, readEnd(frame));
        } else {
            speaker?.order.onFrame(frame);
        }
    };
    const onTaken = () => {
        for (const { carrying } of pending.values()) {
            carrying.onTaken();
        }
    };
    let stopWaiting = () => {};
    const open = async (): Promise<Shell> => {
        const { signal } = controller;
        const shell = await openShell(session, {
            evaluator: SHARED_EVALUATOR,
            isPatient,
            marker,
            acting,
            onFrame,
            onTaken,
            signal,
        });
        if (!heard.hello) {
            stopWaiting = clock.after(HELLO_LIMIT_MS, () => {
                usable = false;
                const channelEnd = { kind: "lost", reason: "it did not answer" } as const;
                for (const number of [...pending.keys()]) {
                    settle(number, { kind: "silent", channelEnd, said: shell.said(), hello: false, isHung: true });
                }
            });
        }
        void shell.begun.then((isBegun) => isBegun && stopWaiting());
        void shell.ended.then((channelEnd) => {
            usable = false;
            stopWaiting();
            const said = shell.said();
            const isRefused = acting.kind === "sudo" && heard.hello && !heard.ready && channelEnd.kind === "exited";
            for (const number of [...pending.keys()]) {
                if (channelEnd.kind === "lost") {
                    settle(number, { kind: "lost", reason: channelEnd.reason });
                } else if (isRefused) {
                    settle(number, { kind: "no-user", exitCode: channelEnd.exitCode, said });
                } else {
                    settle(number, { kind: "silent", channelEnd, said, hello: heard.hello });
                }
            }
        });
        await shell.run(`${TAKING_TURNS}\neic_report ready`).catch(() => {});
        return shell;
    };
    const send = async (number: number, { order }: Carrying) => {
        opening ??= open();
        const shell = await opening;
        if (!pending.has(number)) {
            return;
        }
        // What begins a run is kept back until the shell is known to read: a login shell that hangs may read it much later.
        if (order.start !== undefined && !(await shell.begun)) {
            return;
        }
        for (const library of order.libraries) {
            if (!known.has(library)) {
                known.add(library);
                await shell.run(library);
            }
        }
        await shell.run(printSharedOrder(order, number), order.onSent);
        await shell.flush();
    };
    return {
        isUsable: () => usable,
        isIdle: () => pending.size === 0,
        close: async () => {
            usable = false;
            controller.abort();
            await opening?.then(({ ended }) => ended).catch(() => {});
        },
        carryOut: (carrying) => {
            const number = count;
            count += 1;
            return new Promise((resolve, reject) => {
                pending.set(number, { carrying, resolve });
                carrying.signal.addEventListener(
                    "abort",
                    () => {
                        // It hangs, or what it runs does: nobody else shall wait for it.
                        usable = false;
                        settle(number, { kind: "lost", reason: "it was given up" });
                    },
                    { once: true },
                );
                sending = sending
                    .then(() => send(number, carrying))
                    .catch((error) => {
                        // How the shell ended says more than a write that failed; without a shell there is only the error.
                        opening?.catch(() => {
                            usable = false;
                            pending.delete(number);
                            reject(error);
                        });
                    });
            });
        },
    };
}
