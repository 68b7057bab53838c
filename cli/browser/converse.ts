import type { WebSocket } from "ws";
import type { Log } from "../../provider/base/log";
import type { TerminalChannel } from "../../provider/session/session";
import { cliLog } from "../cli-log";
import { type Connection, connect } from "../connect";
import type { OptionValues } from "../options";
import { printError } from "../print-error";
import { readSignIn } from "../sign-in";
import type { NamedTarget } from "../target";
import { listRows } from "./list-rows";
import type { News, Size, Wish } from "./messages";

/** What a page is served with. */
export interface Conversation {
    /** The instance that the command line names. */
    readonly target: NamedTarget | undefined;
    readonly options: OptionValues;
    readonly region: string;
}

/** How much of a terminal's output may be on its way to the page. Less, and Ctrl-C takes effect sooner. */
const UNSHOWN_BYTES = 128 * 1024;

/** Does what a page wishes: lists instances, and opens one terminal at a time. Ends what is open when the page goes. */
export function converse(socket: WebSocket, { target, options, region }: Conversation): void {
    const tell = (news: News) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(news));
    let terminal: OpenTerminal | undefined;
    /** Of the page, which may change while a terminal is being opened. */
    let size: Size = { columns: 80, rows: 24 };
    /** Of the attempt that counts: an older one that ends later is closed unheard. */
    let attempt = 0;
    const leave = () => {
        attempt += 1;
        terminal?.close();
        terminal = undefined;
    };
    const open = async (instanceId: string) => {
        leave();
        const own = attempt;
        tell({ type: "status", text: `Connecting to ${instanceId}` });
        try {
            const named =
                target?.instanceId === instanceId ? target : { instanceId, osUser: undefined, port: undefined };
            const warning = (text: string) => void tell({ type: "status", text: `Warning: ${text}` });
            const log = { ...cliLog, info: warning, warning };
            const asked = size;
            const opened = await openTerminal(named, options, { size: asked, log });
            if (own !== attempt || socket.readyState !== socket.OPEN) {
                opened.close();
                return;
            }
            terminal = opened;
            if (size !== asked) {
                opened.resize(size);
            }
            tell({ type: "opened", title: opened.title, detail: opened.detail });
            // The page shows nothing of a terminal that it does not know to be open.
            opened.start((chunk) => socket.send(chunk, { binary: true }));
            const ended = await opened.ended;
            if (own === attempt) {
                terminal = undefined;
                tell({ type: "ended", ...ended });
            }
            opened.close();
        } catch (error) {
            if (own === attempt) {
                tell({ type: "ended", text: printError(error), isFailure: true });
            }
        }
    };
    const list = async () => {
        try {
            const anywhere = { instanceId: "", osUser: undefined, port: undefined };
            tell({ type: "instances", instances: await listRows(readSignIn(anywhere, options)) });
        } catch (error) {
            tell({ type: "ended", text: printError(error), isFailure: true });
        }
    };
    socket.on("message", (data: Buffer, isBinary: boolean) => {
        if (isBinary) {
            terminal?.type(data);
            return;
        }
        const wish = readWish(data.toString());
        switch (wish?.type) {
            case "list":
                return void list();
            case "open":
                size = within(wish.size);
                return void open(String(wish.instanceId));
            case "resize":
                size = within(wish.size);
                return terminal?.resize(size);
            case "shown":
                return terminal?.shown(wish.bytes);
            case "leave":
                return leave();
        }
    });
    socket.once("close", leave);
    tell({ type: "welcome", instanceId: target?.instanceId, region });
}

function readWish(text: string): Wish | undefined {
    try {
        return JSON.parse(text) as Wish;
    } catch {
        return undefined;
    }
}

interface OpenTerminal {
    readonly title: string;
    readonly detail: string;
    readonly ended: Promise<{ readonly text: string; readonly isFailure: boolean }>;
    /** Delivers what it prints, no faster than is reported as shown. */
    start(deliver: (chunk: Buffer) => void): void;
    type(data: Buffer): void;
    resize(size: Size): void;
    shown(bytes: number): void;
    close(): void;
}

async function openTerminal(
    target: NamedTarget,
    options: OptionValues,
    { size, log }: { readonly size: Size; readonly log: Log },
): Promise<OpenTerminal> {
    const connection = await connect(target, options, log);
    try {
        return await terminalOn(connection, size);
    } catch (error) {
        connection.close();
        throw error;
    }
}

async function terminalOn({ found, lease, close }: Connection, size: Size): Promise<OpenTerminal> {
    const channel = await lease.terminal({ size, type: "xterm-256color" });
    let unshown = 0;
    const { osUser, instanceId } = found.target;
    const { route, address } = lease.session.facts;
    return {
        title: `${osUser}@${instanceId}`,
        detail: `${route}, ${address}`,
        ended: channel.ended.then((end) => ({
            text: end.kind === "lost" ? `The connection was lost: ${end.reason}.` : printEnd(end),
            isFailure: end.kind === "lost",
        })),
        start: (deliver) =>
            channel.onStdout((chunk) => {
                unshown += chunk.length;
                if (unshown > UNSHOWN_BYTES) {
                    channel.pause();
                }
                deliver(chunk);
            }),
        type: (data) => void channel.write(data).catch(() => {}),
        resize: channel.resize,
        shown: (bytes) => {
            unshown = Math.max(0, unshown - (Number(bytes) || 0));
            if (unshown <= UNSHOWN_BYTES / 2) {
                channel.resume();
            }
        },
        close: () => {
            channel.close();
            close();
        },
    };
}

function printEnd(end: Exclude<Awaited<TerminalChannel["ended"]>, { readonly kind: "lost" }>): string {
    return end.kind === "exited"
        ? `The shell ended with exit code ${end.exitCode}.`
        : `The shell was ended by the signal ${end.signal}.`;
}

/** A page could ask for anything. */
function within(size: Partial<Size> | undefined): Size {
    const between = (value: unknown, most: number) => Math.min(most, Math.max(1, Math.floor(Number(value)) || 1));
    return { columns: between(size?.columns, 1_000), rows: between(size?.rows, 1_000) };
}
