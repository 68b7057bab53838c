import type { Clock } from "../base/clock";
import { isProviderError } from "../base/error";
import type { Random } from "../base/random";
import type { Session } from "../session/session";
import type { Acting } from "./acting";
import type { Frame } from "./frame-parser";
import type { Host } from "./host";
import { HELLO_LIMIT_MS, loginShellEnded, loginShellHangs } from "./login-shell";
import { type Carrying, carryOutAlone } from "./lone-order";
import type { Order, OrderEnd, RunningOrder } from "./order";
import { EVALUATOR, PIECE_LOST } from "./remote/evaluator";
import { makeSharedShell, type SharedShell } from "./shared-shell";
import { openShell, type Shell } from "./shell";

interface HostDeps {
    readonly clock: Clock;
    readonly random: Random;
}

const LARGE_ORDER_CHARACTERS = 256 * 1024;
/** How much sshd lets a channel have under way (CHAN_SES_WINDOW_DEFAULT): it is taken here before it has arrived there. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** 64 kbit/s: what is under way on a slower link may take longer than a silence is borne. */
const SLOWEST_BYTES_PER_MS = 8;

/** The host of each session: shells that are kept open are shared by all who hold the same connection. */
export type HostOf = (session: Session) => Host;

export function makeHosts(deps: HostDeps): HostOf {
    const hosts = new WeakMap<Session, Host>();
    return (session) => {
        const host = hosts.get(session) ?? makeHost(session, deps);
        hosts.set(session, host);
        return host;
    };
}

function makeHost(bare: Session, { clock, random }: HostDeps): Host {
    const shells: SharedShell[] = [];
    const session = withRoomOf(shells, bare);
    /** How shells are opened: the next way is taken when a shell has come to its end without running our text. */
    let way: "plain" | "patient" | "alone" = "plain";
    let isGreeted = false;
    const onHello = (reads: boolean) => {
        isGreeted ||= reads;
        way = way === "plain" && !reads ? "patient" : way;
    };
    const newShell = (acting: Acting) => {
        const isPatient = way === "patient";
        return makeSharedShell({ session, acting, marker: random.hex(16), clock, isPatient, onHello });
    };
    const shellOf = makeShellChoice(shells, newShell);
    const carryOut = async (carrying: Carrying): Promise<OrderEnd> => {
        const { osUser, alone } = carrying.order;
        while (alone !== true && way !== "alone") {
            const tried = way;
            const isLarge = sizeOf(carrying.order) > LARGE_ORDER_CHARACTERS;
            // Other orders must not wait while a large one is on its way.
            const shell = isLarge ? newShell(actingAs(osUser)) : shellOf(osUser);
            const end = await shell.carryOut(carrying).finally(() => isLarge && void shell.close());
            if (end.kind !== "silent" || end.hello) {
                return end;
            }
            if (end.isHung) {
                throw loginShellHangs(end.said);
            }
            // A start-up file or a restricted host is in the way.
            way = way === tried ? (tried === "plain" ? "patient" : "alone") : way;
        }
        const end = await carryOutAlone(session, carrying, clock);
        if (end.kind === "silent" && end.isHung) {
            throw loginShellHangs(end.said);
        }
        return end;
    };
    /** A shell for a conversation, once it is known to read what is sent. */
    const converse = async (settings: Parameters<Host["openShell"]>[0]): Promise<Shell> => {
        for (;;) {
            const isPatient = way === "patient";
            const marker = random.hex(16);
            const shell = await openShell(session, { ...settings, evaluator: EVALUATOR, marker, isPatient });
            if (isGreeted && !isPatient) {
                return shell;
            }
            const reads = await helloOf(shell, clock);
            if (reads !== undefined) {
                onHello(reads);
            }
            if (reads === true || settings.signal.aborted) {
                return shell;
            }
            if (isPatient || way === "alone") {
                const end = await shell.ended;
                // Where the evaluator itself gave up, a tool is missing, which its user tells; and so does a cut link.
                if (end.kind === "exited" && end.exitCode !== PIECE_LOST) {
                    throw loginShellEnded(shell.said(), end.exitCode);
                }
                return shell;
            }
            way = "patient";
            shell.close();
        }
    };
    return Object.freeze({
        order: (order: Order) => begin(order, (carrying) => carryOut({ ...carrying, marker: random.hex(16) }), clock),
        openShell: converse,
    });
}

function begin(
    order: Order,
    carryOut: (carrying: Omit<Carrying, "marker">) => Promise<OrderEnd>,
    clock: Clock,
): RunningOrder {
    let heardAt = clock.monotonicMs();
    const controller = new AbortController();
    let giveUp = (_reason: string) => {};
    const givenUp = new Promise<OrderEnd>((resolve) => {
        giveUp = (reason) => {
            resolve({ kind: "lost", reason });
            controller.abort();
        };
    });
    let close = () => {};
    const closed = new Promise<OrderEnd>((resolve) => {
        close = () => resolve({ kind: "over" });
    });
    const onFrame = (frame: Frame) => {
        order.onFrame(frame);
        if (frame.kind === "words" && order.closing?.has(frame.words[0] ?? "")) {
            close();
        }
    };
    const late = new Error("the host did not answer in time");
    const ended = order.deadline
        .race(
            () => {
                const onHeard = () => {
                    heardAt = clock.monotonicMs();
                };
                const onTaken = () => {
                    heardAt = clock.monotonicMs() + Math.min(sizeOf(order), WINDOW_BYTES) / SLOWEST_BYTES_PER_MS;
                };
                const carried = carryOut({ order: { ...order, onFrame }, onHeard, onTaken, signal: controller.signal });
                return Promise.race([givenUp, closed, carried]);
            },
            () => late,
        )
        .catch((error): OrderEnd => {
            controller.abort();
            if (error === late) {
                return { kind: "lost", reason: late.message };
            }
            throw error;
        });
    return { ended, quietMs: () => Math.max(0, clock.monotonicMs() - heardAt), giveUp };
}

/**
 * Whether a shell reads pieces; undefined if it has ended before it ran anything.
 * @throws {ProviderError} `CMD_LOGIN_SHELL_HANGS`
 */
async function helloOf(shell: Shell, clock: Clock): Promise<boolean | undefined> {
    let stopWaiting = () => {};
    const hung = new Promise<never>((_, reject) => {
        stopWaiting = clock.after(HELLO_LIMIT_MS, () => {
            shell.close();
            reject(loginShellHangs(shell.said()));
        });
    });
    try {
        return await Promise.race([shell.hello, hung]);
    } finally {
        stopWaiting();
    }
}

function actingAs(osUser: string | undefined): Acting {
    return osUser === undefined ? { kind: "login" } : { kind: "sudo", name: osUser };
}

function sizeOf({ start = "", text }: Order): number {
    return start.length + text.length;
}

/** The shell of a user that takes orders; a new one where there is none. */
function makeShellChoice(shells: SharedShell[], make: (acting: Acting) => SharedShell) {
    const current = new Map<string | undefined, SharedShell>();
    return (osUser: string | undefined): SharedShell => {
        const known = current.get(osUser);
        if (known?.isUsable()) {
            return known;
        }
        const shell = make(actingAs(osUser));
        current.set(osUser, shell);
        shells.push(shell);
        return shell;
    };
}

/** A session that gives up shells nobody uses when sshd has no room for one more. */
function withRoomOf(shells: SharedShell[], session: Session): Session {
    return {
        ...session,
        exec: async (command) => {
            try {
                return await session.exec(command);
            } catch (error) {
                const idle = shells.filter((shell) => shell.isUsable() && shell.isIdle());
                if (!isProviderError(error) || error.failure.code !== "SSH_CHANNEL_REFUSED" || idle.length === 0) {
                    throw error;
                }
                await Promise.all(idle.map((shell) => shell.close()));
                return session.exec(command);
            }
        },
    };
}
