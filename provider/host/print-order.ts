import { quoteForShell } from "../base/shell";
import type { Order } from "./order";
import { printMarker } from "./print-prelude";
import { HAND_OVER } from "./remote/as-user.sh";
import { PRELUDE } from "./remote/prelude.sh";

type OrderText = Pick<Order, "osUser" | "libraries" | "start" | "text">;

/**
 * An order for a shell that carries out others beside it, which has its libraries. It reports `over` and its exit code at its
 * end, under its own number: 0 if the text came to its end.
 */
export function printSharedOrder({ start, text }: OrderText, number: number): string {
    const lines = [
        // What is secret in a text stays in memory no longer than it is needed.
        "eic_piece=",
        `eic_marker=$eic_shell_marker${number === 0 ? "" : `.${number}`}`,
        // What it says waits for its turn elsewhere: nothing that waits runs in the reader.
        ...(start === undefined
            ? []
            : ["if eic_said=$( eic_lock() { :; }; eic_unlock() { :; }", start, ") </dev/null; then"]),
        // Two shells: the outer one tells of an inner one that was killed, too.
        ...(start === undefined ? ["( ("] : ['( [ -z "$eic_said" ] || eic_say "$eic_said"', "("]),
        text,
        "exit 0",
        "); eic_report over $? ) </dev/null &",
        ...(start === undefined
            ? []
            : ['else ( eic_say "$eic_said"; eic_report over 0 ) </dev/null & fi', "eic_said="]),
    ];
    return `{\n${lines.join("\n")}\n}`;
}

/**
 * The program of a shell that does nothing else, for its stdin: what it greets with, and what it does then, which is sent when
 * it has greeted.
 */
export function printLoneOrder(order: OrderText, marker: string): { readonly greeting: string; readonly work: string } {
    const { osUser, libraries, start = ":", text } = order;
    const work = ["eic_report ready", ...libraries, start, "[ $? = 0 ] || exit 0", text];
    const greeting = printBlock([printMarker(marker), PRELUDE, "eic_report hello"]);
    if (osUser === undefined) {
        return { greeting, work: printBlock([...work, "exit 0"]) };
    }
    const inner = printBlock([printMarker(marker), PRELUDE, ...work, "exit 0"]);
    const handOver = [`eic_user=${quoteForShell(osUser)}`, `eic_inner=${quoteForShell(inner)}`, HAND_OVER];
    return { greeting, work: printBlock([...handOver, "exit 0"]) };
}

/** One compound command: the shell parses it whole before anything in it runs, so a text cut in transit runs nothing. */
function printBlock(lines: readonly string[]): string {
    return `{\n${lines.join("\n")}\n}\n`;
}
