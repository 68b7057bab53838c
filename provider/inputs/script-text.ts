const BYTE_ORDER_MARK = "\ufeff";

/** What editors on Windows add to a text and a shell does not understand. */
export interface ScriptEndings {
    /** `mixed`: only some lines end with CRLF, and whoever reads it can't know which are meant. */
    readonly lineEnds: "lf" | "crlf" | "mixed";
    readonly hasByteOrderMark: boolean;
}

/** How a script ends its lines. */
export function endingsOf(script: string): ScriptEndings {
    const hasCrLf = script.includes("\r\n");
    return {
        lineEnds: hasCrLf ? (/(^|[^\r])\n/.test(script) ? "mixed" : "crlf") : "lf",
        hasByteOrderMark: script.startsWith(BYTE_ORDER_MARK),
    };
}

/**
 * A script as it runs, and as it is compared: the same whether it was checked out on Windows or elsewhere. A byte order mark is
 * dropped, and CRLF becomes LF if all lines end so.
 */
export function normalizeScript(script: string): string {
    const { lineEnds, hasByteOrderMark } = endingsOf(script);
    const text = hasByteOrderMark ? script.slice(BYTE_ORDER_MARK.length) : script;
    return lineEnds === "crlf" ? text.replaceAll("\r\n", "\n") : text;
}
