import type { Session } from "../session/session";
import { type Frame, makeFrameParser } from "./frame-parser";
import { REMOTE_SHELL } from "./remote/program";

export type Report = Extract<Frame, { kind: "words" }>;

/** Runs a short text of ours on the host and returns each report with the text after it, or undefined when the link was lost. */
export async function execFrames(
    session: Session,
    text: string,
    marker: string,
): Promise<readonly Report[] | undefined> {
    const channel = await session.exec(REMOTE_SHELL);
    const reports: Report[] = [];
    const parser = makeFrameParser(marker, (frame) => {
        if (frame.kind === "words") {
            reports.push(frame);
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
