import type { Session } from "../session/session";
import { execFrames } from "./exec-frames";

/** Runs a short text of ours on the host and returns the words of each report, or undefined when the link was lost. */
export async function execReport(
    session: Session,
    text: string,
    marker: string,
): Promise<readonly (readonly string[])[] | undefined> {
    const reports = await execFrames(session, text, marker);
    return reports?.map(({ words }) => words);
}
