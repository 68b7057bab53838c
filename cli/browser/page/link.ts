import type { News, Wish } from "../messages";

/** The page's connection to the command. */
export interface Link {
    wish(wish: Wish): void;
    type(data: Uint8Array): void;
}

/** Far less than what the other end takes at once. */
const LONGEST_PART_BYTES = 64 * 1024;

interface Listener {
    readonly onNews: (news: News) => void;
    readonly onOutput: (data: Uint8Array) => void;
    readonly onGone: () => void;
}

/**
 * Shows the token that stands behind the `#`, and gets the secret of this page for it, which is kept nowhere but here. Undefined if the
 * token is missing or was used: the page was loaded again, or in another window.
 */
export async function openLink(listener: Listener): Promise<Link | undefined> {
    const token = location.hash.slice(1);
    history.replaceState(undefined, "", "/");
    if (token === "") {
        return undefined;
    }
    const answer = await fetch("/session", { method: "POST", body: token });
    if (!answer.ok) {
        return undefined;
    }
    const secret = await answer.text();
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    const wish = (message: Wish) => socket.send(JSON.stringify(message));
    socket.addEventListener("open", () => wish({ type: "hello", secret }));
    socket.addEventListener("close", listener.onGone);
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
        if (typeof data === "string") {
            listener.onNews(JSON.parse(data) as News);
        } else {
            listener.onOutput(new Uint8Array(data));
        }
    });
    return {
        wish,
        type: (data) => {
            for (let sent = 0; sent < data.length; sent += LONGEST_PART_BYTES) {
                socket.send(data.slice(sent, sent + LONGEST_PART_BYTES));
            }
        },
    };
}
