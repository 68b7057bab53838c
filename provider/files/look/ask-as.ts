import type { Host } from "../../host/host";

import { hostError, NOT_A_WORD } from "../host-error";

import { cannotAct } from "../refusals";
import { onWords, type Report } from "../remote/reports";
import type { Keeper } from "./keeper";
import { ask } from "./print-questions";
import { orderOf } from "./question-order";
import type { Questions } from "./questions";
import { readSights } from "./read-answer";
import type { Sight } from "./sight";

/** Where the questions go. */
export interface Asking {
    readonly host: Host;
    readonly signal: AbortSignal;
    /** Undefined for who signs in, and root where needed. */
    readonly as: Keeper | "login" | undefined;
}

/** Asks in one shell, and says what each user saw that it was. Undefined when the link was lost. */
export async function askAs(asking: Questions, { host, signal, as }: Asking): Promise<Sight[] | undefined> {
    const { questions } = asking;
    const reports: Report[] = [];
    const asked = orderOf(asking);
    const acting = as === undefined || as === "login" ? undefined : { kind: "owner" as const, ...as };
    const shell = await host.openShell({ acting, signal, onFrame: onWords((words) => reports.push(words)) });
    try {
        await ask(asking, asked, shell, as === undefined ? "root where needed" : "one user");
    } catch {
        // How the shell ended says more than the write that failed.
    }
    const { channelEnd, said } = await shell.finish();
    const look = (words: string) => hostError("look at", questions[0]?.path ?? "", words);
    const failed = reports.find(([word]) => word === "fail");
    if (failed !== undefined) {
        throw look(failed.slice(3).join(" "));
    }
    const cannot = reports.find(([word]) => word === "cannot-become");
    if (cannot !== undefined) {
        const user = as === undefined || as === "login" ? "" : as.name || as.userId;
        throw cannotAct(questions[0]?.path ?? "", user, cannot.slice(1).join(" "));
    }
    if (channelEnd.kind === "lost") {
        return undefined;
    }
    if (!reports.some(([word]) => word === "hello")) {
        throw look(`${said} (${NOT_A_WORD})`.trim());
    }
    const broken = reports.some(([word]) => word === "broken");
    if (broken || !reports.some(([word]) => word === "over")) {
        throw look(said || "stat, dd or sh: not found or invalid option");
    }
    return readSights(asked, reports);
}
