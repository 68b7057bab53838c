import type { Deadline } from "../base/deadline";
import type { Host } from "../host/host";
import { carryOut, isOver } from "./carry-out";
import type { FollowEnd } from "./follow-run";
import { printPointer, type RunIdentity } from "./remote/orders";

/** As whom a run is started or followed, or why that can't be said. */
export type RunUser =
    | {
          readonly kind: "known";
          /** Undefined: the user that signs in. */
          readonly osUser: string | undefined;
          readonly loginUser: string;
          /** Sudo refused: there can be no run that a pointer would lead to. */
          readonly forget: () => Promise<void>;
      }
    | { readonly kind: "unknown"; readonly end: FollowEnd };

/** Sees to it that a run of another user can be found by its name, before there is a run. */
export async function pointToUser(
    { osUser, directoryName }: RunIdentity,
    host: Host,
    deadline: Deadline,
): Promise<RunUser> {
    if (osUser === undefined) {
        return { kind: "known", osUser, loginUser: "", forget: async () => {} };
    }
    const carried = await carryOut(printPointer("eic_point", [directoryName], osUser), host, { deadline });
    const refused = carried.reports.find(({ words }) => words[0] === "refused");
    if (refused !== undefined) {
        return { kind: "unknown", end: { kind: "reported", words: refused.words, text: refused.text } };
    }
    if (!isOver(carried)) {
        const { end } = carried;
        return {
            kind: "unknown",
            end: end.kind === "silent" ? end : { kind: "lost", reason: end.kind === "lost" ? end.reason : "" },
        };
    }
    const wordsOf = (name: string) => carried.reports.find(({ words }) => words[0] === name)?.words;
    const loginUser = wordsOf("login")?.[1] ?? "";
    const isNew = wordsOf("pointed") !== undefined;
    return {
        kind: "known",
        osUser: loginUser === osUser ? undefined : osUser,
        loginUser,
        forget: async () => {
            if (isNew) {
                await carryOut(printPointer("eic_unpoint", [directoryName], osUser), host, { deadline });
            }
        },
    };
}
