import type { Channel } from "../../session/session";

/** The words of one report of the host. */
export type Report = readonly string[];

export type OnReport = (words: Report) => void;

const LONGEST_SAID = 2_000;

/** Hands on each report, and remembers the end of what comes beside them, which the returned function gives. */
export function listenForReports(channel: Channel, marker: string, onReport: OnReport): () => string {
    const start = `${marker} `;
    let line = "";
    let said = "";
    const hear = (text: string) => {
        said = (said + text).slice(-LONGEST_SAID);
    };
    channel.onStdout((chunk) => {
        const lines = (line + chunk.toString("latin1")).split("\n");
        line = lines.pop() ?? "";
        for (const whole of lines) {
            const at = whole.indexOf(start);
            if (at < 0) {
                hear(`${whole}\n`);
            } else {
                const words = whole.slice(at + start.length);
                onReport(Buffer.from(words, "latin1").toString("utf8").split(" "));
            }
        }
    });
    channel.onStderr((chunk) => hear(chunk.toString("utf8")));
    return () => said.trim();
}
