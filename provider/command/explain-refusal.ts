import type { ErrorCode } from "../base/error-codes";
import { quoteLastWords } from "../base/last-words";
import { judgeLoginShell, MEND_PASSWORD, tellsExpiredPassword } from "../base/login-shell-refusal";
import type { Redact } from "../base/redaction";
import type { Wording, Words } from "../base/words";
import type { Outcome } from "./command-result";

type Refusal = Extract<Outcome, { kind: "refused" }>;

const unmasked: Redact = (text) => text;

/** Why the host would not start the script, from its report `refused <what>` and the text after it. */
export function parseRefusal(what: string, text: string, redact: Redact = unmasked): Refusal {
    if (what === "script") {
        const newline = text.indexOf("\n");
        return parseScriptRefusal(text.slice(0, newline), text.slice(newline + 1));
    }
    const make = REFUSALS[what];
    return make === undefined
        ? refusal(
              "CMD_REFUSED",
              `the host refused to start the script (${what}): ${quoteLastWords(text, redact)}`,
              "Check the instance: the user's home and /var/tmp must be usable.",
          )
        : make(text, redact);
}

/** What there is to know of a sudo that ran nothing. */
interface RefusedSudo {
    readonly words: string;
    readonly exitCode: number;
    readonly loginUser: string;
    readonly runAs: string;
}

/** Why sudo did not run the shell, from its own words and exit code. */
export function parseSudoRefusal(
    { words, exitCode, loginUser, runAs }: RefusedSudo,
    redact: Redact = unmasked,
): Refusal {
    const rule = `Add this line to sudoers (visudo): ${loginUser} ALL=(${runAs}) NOPASSWD: ALL`;
    const quoted = quoteLastWords(words, redact);
    if (/must have a tty/i.test(words)) {
        const remedy = `Add this line to sudoers (visudo): Defaults:${loginUser} !requiretty`;
        return refusal(
            "CMD_SUDO_NEEDS_TTY",
            `sudo requires a terminal (requiretty), and there is none: ${quoted}`,
            remedy,
        );
    }
    if (tellsExpiredPassword(words)) {
        return refusal(
            "CMD_PASSWORD_EXPIRED",
            `sudo lets nobody in whose password has expired: ${quoted}`,
            MEND_PASSWORD,
        );
    }
    if (/unknown user|no passwd entry/i.test(words)) {
        const remedy = `Create the user ${runAs} on the instance, or change runAs.`;
        return refusal("CMD_NO_SUCH_USER", `the user ${runAs} does not exist on the host: ${quoted}`, remedy);
    }
    if (exitCode === 127 && /not found|No such file/i.test(words)) {
        const remedy = ({ osUser }: Words) => `Install sudo on the instance, or change ${osUser} to ${runAs}.`;
        return refusal("CMD_NO_SUDO", `the host has no sudo: ${quoted}`, remedy);
    }
    if (/password is required|not in the sudoers|not allowed|may not run/i.test(words)) {
        return refusal(
            "CMD_SUDO_REFUSED",
            `sudo does not let ${loginUser} become ${runAs} without a password: ${quoted}`,
            rule,
        );
    }
    return refusal(
        "CMD_SUDO_REFUSED",
        `sudo ended with exit code ${exitCode}: ${quoted}`,
        `Try it on the instance as ${loginUser}: sudo -n -u ${runAs} true. Mend what it reports.`,
    );
}

/** Why the login shell did not run `/bin/sh`, from what it printed. */
export function parseShellRefusal(said: string, exitCode: number | undefined, redact: Redact = unmasked): Refusal {
    const quoted = quoteLastWords(said, redact);
    const ended = exitCode === undefined ? "was ended by a signal" : `ended with exit code ${exitCode}`;
    const { code, reason, remedy } = judgeLoginShell(said);
    return refusal(code, `${reason ?? `the login shell ${ended} without running /bin/sh`}: ${quoted}`, remedy);
}

const REFUSALS: Readonly<Record<string, (text: string, redact: Redact) => Refusal>> = {
    "no-space": (text, redact) =>
        refusal(
            /No space left|I\/O error/i.test(text) ? "CMD_DISK_FULL" : "CMD_NO_RUN_DIRECTORY",
            `no private directory could be written for the run: ${quoteLastWords(text, redact)}`,
            "Free space on the instance, or make the user's home or /var/tmp writable.",
        ),
    "shared-directory": (text) =>
        refusal(
            "CMD_RUN_DIRECTORY_NOT_OURS",
            `the home is not writable, and ${text} can't be created or belongs to another user`,
            `Make the user's home writable, or remove ${text} on the instance.`,
        ),
    lock: (text) =>
        refusal(
            "CMD_LOCK_FAILED",
            `the file system of ${text} can't lock files`,
            "Give the user a home on a local file system.",
        ),
    claimed: () =>
        refusal(
            "CMD_RUN_CONFLICT",
            "another operation of this resource, or of one with the same name in another backend, has started on the instance in the meantime",
            "Wait until it has ended, and try again.",
        ),
    "other-inputs": (text) =>
        refusal(
            "CMD_RUN_CONFLICT",
            `another script is running under the same run ID in ${text}`,
            "Wait until it has ended, and try again.",
        ),
};

function parseScriptRefusal(what: string, text: string): Refusal {
    switch (what) {
        case "directory":
            return refusal(
                "CMD_NO_SUCH_DIRECTORY",
                `the working directory ${text} does not exist, or the user that runs the script may not enter it`,
                "Create it before the command runs, or change workingDirectory.",
            );
        case "interpreter-path":
            return refusal(
                "CMD_NO_INTERPRETER",
                `the interpreter is not on the PATH that environment sets; on the host's own PATH it is ${text}`,
                "Add its directory to environment.PATH, leave out PATH, or give the interpreter's full path.",
            );
        case "environment":
            return refusal(
                "CMD_ENVIRONMENT_TOO_LARGE",
                "the host starts no program with an environment as large as that",
                "Pass large values on stdin or in files, or raise the limit (ulimit -s) on the instance: an environment may take a quarter of it.",
            );
        case "interpreter":
            return refusal(
                "CMD_NO_INTERPRETER",
                text.startsWith("/")
                    ? `the interpreter ${text} does not exist on the host, or is not executable`
                    : `the interpreter ${text} is not on the host's PATH`,
                text.startsWith("/")
                    ? `Install ${text} on the instance, or name another interpreter: in interpreter, or in the script's first line (#!). If ${text} comes from files, add mode: "0755" to it.`
                    : `Install ${text} on the instance, or name another interpreter: in interpreter, or in the script's first line (#!).`,
            );
        default:
            return refusal(
                "CMD_NOT_STARTED",
                `the shell ended before the script began (${text})`,
                "Remove variables from environment that the shell reserves for itself, such as UID or EUID.",
            );
    }
}

function refusal(code: ErrorCode, reason: string, remedy: Wording | undefined): Refusal {
    return { kind: "refused", code, reason, remedy };
}
