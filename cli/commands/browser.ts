import { systemRandom } from "../../provider/base/random";
import { converse } from "../browser/converse";
import { type OpenedPage, openInBrowser } from "../browser/open-browser";
import { servePage } from "../browser/serve-page";
import { findTarget } from "../find-target";
import type { OptionValues } from "../options";
import { readSignIn } from "../sign-in";

/** Somebody who has not come by then does not come. */
const OPEN_LIMIT_MS = 5 * 60_000;
/** A page connects as soon as it has spent the token. One that has not by then never does, and no other one can. */
const CONNECT_LIMIT_MS = 15_000;
/** A browser that has not come by then may not be allowed to read the file: some are kept from all but a few folders. */
const HINT_AFTER_MS = 8_000;
const CONNECT_FAILURE =
    "the page was opened, but has not connected within 15 seconds. It was closed, or the browser keeps it from websockets.";
/** So long a page that is loaded again is still told that it can't be. */
const FAREWELL_MS = 1_500;

/** Serves a terminal in the web browser until its page is closed, and ends the process. */
export async function browser(text: string | undefined, options: OptionValues): Promise<never> {
    const target = text === undefined ? undefined : await findTarget(text, options);
    // What is wrong with the options shows here, not on the page.
    const { ports } = readSignIn(target ?? { instanceId: "", osUser: undefined, port: undefined }, options);
    const region = await ports.access.aws.region();
    let leave = (_exitCode: number) => {};
    const left = new Promise<number>((resolve) => {
        leave = resolve;
    });
    let opened: OpenedPage | undefined;
    let hasCome = false;
    const unlessCome = (limitMs: number, failure: string) =>
        void setTimeout(() => {
            if (!hasCome) {
                process.stderr.write(`ec2-instance-connect: ${failure}\n`);
                leave(255);
            }
        }, limitMs);
    const server = await servePage({
        random: systemRandom,
        onAdmitted: () => unlessCome(CONNECT_LIMIT_MS, CONNECT_FAILURE),
        onPage: (socket) => {
            hasCome = true;
            opened?.forget();
            converse(socket, { target, options, region });
            socket.once("close", () => setTimeout(() => leave(0), FAREWELL_MS));
        },
    });
    unlessCome(OPEN_LIMIT_MS, "no browser has opened the page within 5 minutes.");
    process
        .once("SIGINT", () => leave(130))
        .once("SIGTERM", () => leave(143))
        .once("SIGHUP", () => leave(129));
    if (options.open === false) {
        process.stdout.write(`${server.address}\n`);
    } else {
        opened = openInBrowser(server.address);
        if ((await opened.isOpened) || hasCome) {
            process.stderr.write("The page is opened in your browser. This command ends when you close it.\n");
            setTimeout(() => hasCome || invite("No page has come yet.", server.address), HINT_AFTER_MS);
        } else {
            invite("No browser was found.", server.address);
        }
    }
    const exitCode = await left;
    opened?.forget();
    server.close();
    // An attempt to connect, for which nobody waits any more, would go on for as long as it may.
    process.exit(exitCode);
}

function invite(reason: string, address: string): void {
    process.stderr.write(`${reason} Open this address, which works once:\n\n  ${address}\n`);
}
