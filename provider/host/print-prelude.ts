import { quoteForShell } from "../base/shell";
import type { Acting } from "./acting";
import { BECOME } from "./remote/become.sh";
import { PRELUDE } from "./remote/prelude.sh";

/** The lines that name the marker, in halves. */
export function printMarker(marker: string): string {
    const middle = marker.length / 2;
    return [
        `eic_marker_first=${quoteForShell(marker.slice(0, middle))}`,
        `eic_marker_second=${quoteForShell(marker.slice(middle))}`,
    ].join("\n");
}

/** What a shell is readied with: by whom it is read on after a change of user, and its marker. */
export interface Readying {
    readonly evaluator: string;
    readonly marker: string;
}

/** The piece that readies a shell, also one of another user. */
export function printPrelude({ evaluator, marker }: Readying): string {
    return [printMarker(marker), `eic_boot=${quoteForShell(evaluator)}`, PRELUDE, BECOME].join("\n");
}

/**
 * The pieces after which the shell is another user's, and this one's no more. Nothing comes back: whoever ends that shell ends
 * the channel, and what was to be done in it is done by nobody.
 */
export function printBecoming(acting: Acting, readying: Readying): string[] {
    const prelude = printPrelude(readying);
    switch (acting.kind) {
        case "login":
            return [];
        case "sudo":
            return [`eic_become_by_sudo ${quoteForShell(acting.name)} || exit`, prelude];
        case "root":
            return ["eic_elevate || exit 9", prelude, "eic_need_user 0"];
        case "owner": {
            const [name, userId] = [acting.name, acting.userId].map(quoteForShell);
            return [
                "eic_elevate || exit 9",
                prelude,
                `eic_become ${name} ${userId}`,
                prelude,
                `eic_need_user ${userId}`,
            ];
        }
    }
}
