// When this process ends: at once when the engine says so and nothing is left to do, and soon after the engine is gone.
import { connect } from "node:net";

export interface ProcessLife {
    /** Runs `work` as a call under way: the closing signal then means that the engine has given it up. */
    during<T>(work: () => Promise<T> | T): Promise<T>;
    /**
     * The engine's own word that it comes to an end. With calls under way it is a first Ctrl-C, and they are given up; with none
     * nothing is done: what was answered last may not be in state yet, and the process may be asked for more. Never rejects, and
     * takes no longer than an end may take.
     */
    cancelled(): Promise<void>;
    /** How many calls are under way. */
    underWay(): number;
}

export interface ProcessLifeDeps {
    /** Called once before a regular end, with nothing under way; the engine waits up to 5 s for it. */
    readonly beforeEnd: () => Promise<void>;
    /** Called when the engine gives up calls under way: a second Ctrl-C, or its word. As long may it take. */
    readonly onGivenUp: () => Promise<void>;
    /** Called whenever the last call under way has come to its end. */
    readonly onIdle: () => void;
    /** Ends this process; returns in tests only. */
    readonly exit: (exitCode: number) => void;
    /**
     * The same when the engine is gone: at once, and in any case. An exit waits for the threads of V8, and was seen to wait for ever
     * (Node.js 24.21: one that compiles wanted a collection). The engine kills a provider that does, and nobody kills an orphan.
     */
    readonly vanish: () => void;
    readonly onSignal: (listener: () => void) => void;
    /** Calls back when the engine is gone. */
    readonly whenEngineIsGone: (listener: () => void) => void;
}

/** The engine sends SIGINT at the end of every preview and update, and kills 5 s later. */
const LONGEST_END_MS = 4_000;

export function makeProcessLife(deps: ProcessLifeDeps): ProcessLife {
    let underWay = 0;
    let isEnding = false;
    let isEngineGone = false;
    const within = (work: Promise<void>) => {
        const timeLimit = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_END_MS).unref());
        return Promise.race([work.catch(() => {}), timeLimit]);
    };
    deps.onSignal(() => {
        isEnding = true;
        const isGivenUp = underWay > 0;
        void within(isGivenUp ? deps.onGivenUp() : deps.beforeEnd()).then(() =>
            isEngineGone ? deps.vanish() : deps.exit(isGivenUp ? 1 : 0),
        );
    });
    // An orphan would idle for ever (measured): nobody sends it a signal. A run on a host goes on; the next `up` finds it.
    deps.whenEngineIsGone(() => {
        isEngineGone = true;
        if (!isEnding) {
            deps.vanish();
        }
    });
    return {
        during: async (work) => {
            underWay += 1;
            try {
                return await work();
            } finally {
                underWay -= 1;
                if (underWay === 0) {
                    deps.onIdle();
                }
            }
        },
        cancelled: async () => (underWay > 0 ? within(deps.onGivenUp()) : undefined),
        underWay: () => underWay,
    };
}

/**
 * Watches the engine by an open TCP connection to it. The engine may close it (it carries no call); only an engine that
 * takes no new one is gone.
 */
export function watchEngine(engineAddress: string, onGone: () => void): void {
    const port = Number(engineAddress.slice(engineAddress.lastIndexOf(":") + 1));
    const host = engineAddress.slice(0, engineAddress.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    const watch = () => {
        let wasOpen = false;
        const socket = connect({ host, port });
        socket.unref();
        socket.on("connect", () => {
            wasOpen = true;
        });
        socket.on("error", () => {});
        socket.on("close", () => (wasOpen ? setTimeout(watch, 100) : onGone()));
        socket.resume();
    };
    watch();
}
