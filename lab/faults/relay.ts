import type { Socket } from "node:net";
import type { CutManner, CutPlan, LinkState } from "./link";
import { startPump } from "./pump";

/** A client's connection, relayed to the SSH server. */
export interface Relay {
    /** Ends it now. */
    cut(manner: CutManner): void;
    /** Ends it after so many more bytes. */
    cutAfter(plan: CutPlan): void;
}

/** Puts a client's bytes through to the server and back, over the link as it is, until either end closes. */
export function startRelay(client: Socket, server: Socket, link: LinkState): Relay {
    let manner: CutManner = "reset";
    let isSilent = false;
    const cut = (how: CutManner) => {
        toServer.stop();
        toClient.stop();
        isSilent = how === "silence";
        if (how === "reset") client.resetAndDestroy();
        else if (how === "close") client.destroy();
        // In silence the client's socket stays as it is; the server is told at once, so that its slot is free.
        server.destroy();
    };
    const cutNow = () => cut(manner);
    const toServer = startPump(client, server, link, cutNow);
    const toClient = startPump(server, client, link, cutNow);
    closeTogether(client, server, () => isSilent);
    return {
        cut,
        cutAfter: (plan) => {
            manner = plan.manner ?? "reset";
            if (plan.toServer !== undefined) toServer.limit(plan.toServer);
            if (plan.toClient !== undefined) toClient.limit(plan.toClient);
        },
    };
}

/** An end that closes without saying goodbye takes the other with it; one that ended properly lets the bytes under way pass. */
function closeTogether(client: Socket, server: Socket, isSilent: () => boolean): void {
    for (const [one, other] of [
        [client, server],
        [server, client],
    ] as const) {
        let ended = false;
        one.on("error", () => undefined);
        one.on("end", () => {
            ended = true;
        });
        one.on("close", () => {
            if (!ended && !isSilent()) other.destroy();
        });
    }
}
