import type { Shell } from "../../host/shell";
import { PLACE } from "../remote/place.sh";
import { onWords, type Report } from "../remote/reports";
import { TOOLS } from "../remote/tools.sh";
import { WALK } from "../remote/walk.sh";
import type { PlacementTry } from "./placement-try";

/** A shell of who is to do the share. */
export async function openWriter({ share, host, signal, ...attempt }: PlacementTry, reports: Report[]): Promise<Shell> {
    const onReport = (words: Report) => {
        reports.push(words);
        if (words[0] === "written") {
            attempt.ledger.add(Number(words[1]), Number(words[2]));
        }
        attempt.onReport(words[0] ?? "");
    };
    const { actor } = share;
    const shell = await host.openShell({ acting: actor, signal, onFrame: onWords(onReport) });
    for (const piece of [TOOLS, ...(actor.kind === "root" ? [WALK] : []), PLACE]) {
        await shell.run(piece);
    }
    return shell;
}
