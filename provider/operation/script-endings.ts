import { endingsOf } from "../inputs";
import type { Operation } from "./operation";

/** Shows once what becomes of a script that was written on Windows, or what to expect of one whose line ends are mixed. */
export function noteScriptEndings({ name, raw, log }: Pick<Operation, "name" | "raw" | "log">): void {
    const argument = name === "update" && typeof raw.update !== "string" ? "create" : name;
    const script = raw[argument];
    if (typeof script !== "string") {
        return;
    }
    const { lineEnds, hasByteOrderMark } = endingsOf(script);
    const changes = [
        ...(lineEnds === "crlf" ? ["with LF in place of CRLF line ends"] : []),
        ...(hasByteOrderMark ? ["without its byte order mark"] : []),
    ];
    if (changes.length > 0) {
        log.info(`The ${argument} script runs ${changes.join(" and ")}.`);
    }
    if (lineEnds === "mixed") {
        log.warning(
            `Some lines of the ${argument} script end with CRLF, and others with LF. It runs as it is, and a shell takes the CR ` +
                "for part of the last word of a line. Save the script with LF line ends.",
        );
    }
}
