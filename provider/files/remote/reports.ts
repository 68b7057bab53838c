import type { Frame } from "../../host/frame-parser";

/** The words of one report of the host. An empty one between two blanks counts: a path may have such. */
export type Report = readonly string[];

/** Hands on the words of reports. */
export function onWords(onReport: (words: Report) => void): (frame: Frame) => void {
    return (frame) => {
        if (frame.kind === "words") {
            onReport(frame.line.split(" "));
        }
    };
}
