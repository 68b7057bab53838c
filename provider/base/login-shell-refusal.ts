import type { ErrorCode } from "./error-codes";
import type { Wording } from "./words";

/** Why a login shell ran nothing of ours, as far as its words tell, and what to do. */
export interface LoginShellRefusal {
    readonly code: Extract<ErrorCode, "CMD_SHELL_RESTRICTED" | "CMD_PASSWORD_EXPIRED" | "CMD_SHELL_UNUSABLE">;
    /** A part of a sentence: what is the matter; undefined where only the words themselves say. */
    readonly reason?: string;
    readonly remedy: Wording;
}

/** Sets the last change of a password to "never mind", since a change that an administrator asked for does not go away with its age. */
const NO_EXPIRY = "chage -d -1 -E -1 -M -1 <user>";

/** What an expired password of an OS user needs. */
export const MEND_PASSWORD = `Let the OS user's password not expire: on the instance, as root, run ${NO_EXPIRY}, or set a new one with passwd <user>.`;

/** Whether these are PAM's, sshd's or sudo's words about a password that has to be changed first. */
export function tellsExpiredPassword(said: string): boolean {
    return /password (has|is) expired|password change required|required to change your password|(account|token) (or password )?is expired|(account|password) has expired/i.test(
        said,
    );
}

/** Judges by what a login shell printed before it ended. */
export function judgeLoginShell(said: string): LoginShellRefusal {
    if (/restricted/i.test(said)) {
        return {
            code: "CMD_SHELL_RESTRICTED",
            reason: "the login shell is restricted (such as rbash) and refused to run /bin/sh",
            remedy: ({ osUser }) => `Give the OS user an unrestricted login shell, or change ${osUser}.`,
        };
    }
    if (tellsExpiredPassword(said)) {
        return {
            code: "CMD_PASSWORD_EXPIRED",
            reason: "the OS user's password has expired, and sshd runs nothing before it is changed",
            remedy: MEND_PASSWORD,
        };
    }
    const other = /log ?in as the user "?([a-z_][a-z0-9_-]*)"? rather than/i.exec(said)?.[1];
    if (other !== undefined) {
        return { code: "CMD_SHELL_UNUSABLE", remedy: ({ osUser }) => `Set ${osUser} to "${other}".` };
    }
    const isNoShell = /account is (currently )?not available/i.test(said);
    if (isNoShell || said.trim() === "") {
        return {
            code: "CMD_SHELL_UNUSABLE",
            remedy: isNoShell
                ? "Give the OS user a login shell in place of nologin: on the instance, as root, run usermod -s /bin/bash <user>."
                : "Check the OS user's login shell and its start-up files on the instance. If the shell is /bin/false or nologin, run there, as root: usermod -s /bin/bash <user>",
        };
    }
    return {
        code: "CMD_SHELL_UNUSABLE",
        remedy: "Check the OS user's login shell and its start-up files on the instance.",
    };
}
