import type { Deadline } from "../../base/deadline";
import { hasCode } from "../../base/error";
import type { Host } from "../../host/host";
import { type CarriedOut, carryOut } from "../carry-out";
import { printLook } from "../remote/orders";
import { type FoundRun, parseFoundRun } from "./found-run";
import type { LookRequest } from "./look-request";

/**
 * The runs that earlier operations left; or the link was lost; or the shell ended without running our text (`silent`), or in the
 * middle of it (`broken`).
 */
export type Look = readonly FoundRun[] | "lost" | "silent" | "broken";

/**
 * Looks once: as the user that signs in, as the others that are asked for, and as those that earlier runs were started as. Who
 * may not become one of them sees nothing there, and could start nothing there either.
 * @throws {ProviderError} `CMD_LOGIN_SHELL_HANGS` alone.
 */
export async function lookForRuns(request: LookRequest, host: Host, deadline: Deadline): Promise<Look> {
    try {
        const texts = printLook(request);
        const own = await carryOut(texts, host, { deadline });
        const wordsOf = (name: string, at: number) =>
            own.reports.flatMap(({ words }) => (words[0] === name ? [words[at] ?? ""] : []));
        const login = wordsOf("login", 1)[0];
        const users = new Set([...request.osUsers, ...wordsOf("pointer", 2)]);
        const others = [...users].filter((osUser) => osUser !== login && own.end.kind === "over");
        const looks = await Promise.all(others.map((osUser) => carryOut(texts, host, { deadline, osUser })));
        return readLooks([own, ...looks.filter(({ end }) => end.kind !== "no-user")]);
    } catch (error) {
        if (hasCode(error, "CMD_LOGIN_SHELL_HANGS")) {
            throw error;
        }
        return "lost";
    }
}

function readLooks(looks: readonly CarriedOut[]): Look {
    const unfinished = looks.find(({ end }) => end.kind !== "over");
    if (unfinished !== undefined) {
        const { end } = unfinished;
        return end.kind === "silent" ? (end.hello ? "broken" : "silent") : "lost";
    }
    return looks
        .flatMap(({ reports }) => reports.map(({ words }) => parseFoundRun(words)))
        .filter((run) => run !== undefined);
}
