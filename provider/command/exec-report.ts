import type { Session } from "../session/session";
import { makeFrameParser } from "./frame-parser";
import { REMOTE_SHELL } from "./remote/program";

/** Runs a short text of ours on the host and returns the words of each report, or undefined when the link was lost. */
export async function execReport(
    session: Session,
    text: string,
    marker: string,
): Promise<readonly (readonly string[])[] | undefined> {
    const channel = await session.exec(REMOTE_SHELL);
    const reports: (readonly string[])[] = [];
    const parser = makeFrameParser(marker, (frame) => {
        if (frame.kind === "words") {
            reports.push(frame.words);
        }
    });
    channel.onStdout((bytes) => parser.push(bytes));
    channel.onStderr(() => {});
    channel.write(text).then(
        () => channel.end(),
        () => {},
    );
    const end = await channel.ended;
    return end.kind === "lost" ? undefined : reports;
}
