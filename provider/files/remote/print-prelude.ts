import { quoteForShell } from "../../base/shell";
import { EVALUATOR } from "./evaluator";
import { PRELUDE } from "./prelude.sh";
import { printCall } from "./print-call";

/** The piece that readies a shell, also one of another user. */
export function printPrelude(marker: string): string {
    const middle = marker.length / 2;
    return [
        `eic_marker_first=${quoteForShell(marker.slice(0, middle))}`,
        `eic_marker_second=${quoteForShell(marker.slice(middle))}`,
        `eic_boot=${quoteForShell(EVALUATOR)}`,
        PRELUDE,
    ].join("\n");
}

/**
 * The pieces after which the shell is another user's, and root's no more. Nothing comes back: whoever ends that shell ends the
 * channel, and what was to be done in it is done by nobody.
 */
export function printBecoming(user: { readonly name: string; readonly userId: string }, marker: string): string[] {
    const prelude = printPrelude(marker);
    return [
        "eic_elevate || exit 9",
        prelude,
        printCall("eic_become", user.name, user.userId),
        prelude,
        printCall("eic_need_user", user.userId),
    ];
}
