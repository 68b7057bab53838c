import { systemRandom } from "../../provider/base/random";
import { converse } from "../browser/converse";
import { openInBrowser } from "../browser/open-browser";
import { servePage } from "../browser/serve-page";
import { findTarget } from "../find-target";
import type { OptionValues } from "../options";
import { readSignIn } from "../sign-in";

/** Somebody who has not come by then does not come. */
const OPEN_LIMIT_MS = 5 * 60_000;

/** Serves a terminal in the web browser until its page is closed. Returns the exit code. */
export async function browser(text: string | undefined, options: OptionValues): Promise<number> {
    const target = text === undefined ? undefined : await findTarget(text, options);
    // What is wrong with the options shows here, not on the page.
    const { ports } = readSignIn(target ?? { instanceId: "", osUser: undefined, port: undefined }, options);
    const region = await ports.access.aws.region();
    let leave = (_exitCode: number) => {};
    const left = new Promise<number>((resolve) => {
        leave = resolve;
    });
    let forget = () => {};
    const server = await servePage({
        random: systemRandom,
        onPage: (socket) => {
            clearTimeout(timer);
            forget();
            converse(socket, { target, options, region });
            socket.once("close", () => leave(0));
        },
    });
    const timer = setTimeout(() => {
        process.stderr.write("ec2-instance-connect: no browser has opened the page within 5 minutes.\n");
        leave(255);
    }, OPEN_LIMIT_MS);
    process
        .once("SIGINT", () => leave(130))
        .once("SIGTERM", () => leave(143))
        .once("SIGHUP", () => leave(129));
    if (options.open === false) {
        process.stdout.write(`${server.address}\n`);
    } else {
        const page = await openInBrowser(server.address);
        forget = page.forget;
        process.stderr.write(
            page.isOpened
                ? "The page is open in your browser. This command ends when you close it.\n"
                : `No browser was found. Open this address, which works once:\n\n  ${server.address}\n`,
        );
    }
    try {
        return await left;
    } finally {
        clearTimeout(timer);
        forget();
        server.close();
    }
}
