import type { Actor } from "../plan/actor";
import { type HostShell, openHostShell } from "../remote/host-shell";
import { PLACE } from "../remote/place.sh";
import { printCall } from "../remote/print-call";
import { printBecoming, printPrelude } from "../remote/print-prelude";
import type { Report } from "../remote/reports";
import { WALK } from "../remote/walk.sh";
import type { PlacementTry } from "./placement-try";

/** A shell of who is to do the share. */
export async function openWriter(
    { share, session, marker, signal, ...attempt }: PlacementTry,
    reports: Report[],
): Promise<HostShell> {
    const onReport = (words: Report) => {
        reports.push(words);
        if (words[0] === "written") {
            attempt.ledger.add(Number(words[1]), Number(words[2]));
        }
        attempt.onReport(words[0] ?? "");
    };
    const shell = await openHostShell(session, marker, onReport, signal);
    for (const piece of [...printActing(share.actor, marker), PLACE]) {
        await shell.run(piece);
    }
    return shell;
}

/** What makes a shell of the user that signs in one of who acts. */
function printActing({ kind, name, userId }: Actor, marker: string): string[] {
    switch (kind) {
        case "login":
            return [];
        case "root":
            return ["eic_elevate || exit 9", printPrelude(marker), printCall("eic_need_user", "0"), WALK];
        case "owner":
            return printBecoming({ name, userId }, marker);
    }
}
