import { makeTerminalLine } from "./terminal-line";
import { ANY_COMMAND } from "./terminal-sequences";

/**
 * A text of a host as it may be shown: what a terminal would show of it at its end, without a single command to the terminal
 * but, where they are asked for, colours.
 */
export function terminalText(text: string, colours: "plain" | "coloured" = "plain"): string {
    if (!ANY_COMMAND.test(text)) {
        return text;
    }
    const lines = text.split("\n").map((line) => {
        const shown = makeTerminalLine();
        shown.write(line);
        shown.finish();
        return colours === "plain" ? shown.text() : shown.print();
    });
    return lines.join("\n");
}
