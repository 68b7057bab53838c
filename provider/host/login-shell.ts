import { ProviderError } from "../base/error";
import { quoteLastWords } from "../base/last-words";
import { judgeLoginShell } from "../base/login-shell-refusal";

/** A login shell that has not begun to run our text by then is doing something else. */
export const HELLO_LIMIT_MS = 30_000;

/** The login shell was started, and does something else: nothing of ours has run, or will. */
export function loginShellHangs(said: string): ProviderError {
    const printed = said.trim() === "" ? "and printed nothing" : `and printed: ${quoteLastWords(said, (text) => text)}`;
    return new ProviderError({
        code: "CMD_LOGIN_SHELL_HANGS",
        summary: `The login shell on the instance did not run a command within ${HELLO_LIMIT_MS / 1000} s, ${printed}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [
            "Look in the start-up files of the OS user's login shell for a command that waits, or that reads standard input: ~/.bashrc, ~/.bash_profile, ~/.profile, ~/.zshenv, /etc/profile, /etc/profile.d, /etc/bash.bashrc.",
            "Have them return at once for a shell without a terminal: case $- in *i*) ;; *) return;; esac",
            "If the user's home is on a network file system, check that its server answers.",
        ],
    });
}

/** The login shell came to its end, each time, without running anything of ours. */
export function loginShellEnded(said: string, exitCode: number): ProviderError {
    const { code, remedy } = judgeLoginShell(said);
    return new ProviderError({
        code,
        summary: `The login shell on the instance ended with exit code ${exitCode} without running /bin/sh: ${quoteLastWords(said, (text) => text)}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [remedy],
    });
}
