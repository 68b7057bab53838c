import type { Socket } from "node:net";
import { type CutManner, type CutPlan, type LinkState, takeCut } from "../faults/link";
import { type Relay, startRelay } from "../faults/relay";
import type { ConnectionRecorder } from "./connection-log";
import { type Listener, listenAt } from "./loopback";

/** The network side of an instance: what listens on its addresses and relays to its SSH server. */
export interface Front {
    /** Listens or not, and lets withheld connections go on or not, as the link says now. */
    apply(): Promise<void>;
    /** Ends open connections; how many there were. */
    cut(manner: CutManner): number;
    /** Ends open connections after so many more bytes. */
    cutAfter(plan: CutPlan): void;
    close(): Promise<void>;
}

/** Opens the front on listeners that are listening already. */
export function openFront(
    listeners: readonly Listener[],
    dial: () => Socket,
    link: LinkState,
    recorder: ConnectionRecorder,
): Front {
    const clients = new Map<Socket, Relay | undefined>();
    let current = [...listeners];
    const relay = (client: Socket) => {
        const started = startRelay(client, dial(), link);
        const plan = takeCut(link);
        if (plan) started.cutAfter(plan);
        clients.set(client, started);
    };
    const admit = (client: Socket) => {
        recorder.opened();
        clients.set(client, undefined);
        client.on("error", () => undefined);
        client.on("close", () => {
            clients.delete(client);
            recorder.closed();
        });
        if (!link.withholdsBanner) relay(client);
    };
    for (const { server } of current) server.on("connection", admit);
    const cut = (manner: CutManner) => {
        const open = [...clients];
        for (const [client, started] of open) {
            if (started) started.cut(manner);
            else client.resetAndDestroy();
        }
        return open.length;
    };
    const stopListening = () => {
        for (const { server } of current) server.close();
    };
    return {
        apply: async () => {
            if (link.refusesConnections) stopListening();
            else current = await listenAgain(current, admit);
            if (!link.withholdsBanner) {
                for (const [client, started] of clients) if (!started) relay(client);
            }
        },
        cut,
        cutAfter: (plan) => {
            for (const started of clients.values()) started?.cutAfter(plan);
        },
        close: async () => {
            stopListening();
            for (const client of clients.keys()) client.destroy();
            cut("close");
        },
    };
}

async function listenAgain(listeners: readonly Listener[], admit: (client: Socket) => void): Promise<Listener[]> {
    return Promise.all(
        listeners.map(async (listener) => {
            if (listener.server.listening) return listener;
            const again = await listenAt(listener.address, listener.port);
            again.server.on("connection", admit);
            return again;
        }),
    );
}
