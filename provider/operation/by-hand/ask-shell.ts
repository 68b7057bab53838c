import { compact } from "../../base/compact";
import type { Deadline } from "../../base/deadline";
import { ProviderError } from "../../base/error";
import { type Frame, type Host, loginShellEnded } from "../../host";

/** Who a text runs as, by which login shell it was started, and whether sudo works without a password. */
const ASK = compact(`
eic_report who "$(id -un)" "$(id -u)"
eic_report login-shell "$SHELL"
eic_said=$(sudo -n -- /bin/sh -c : 2>&1) && eic_report sudo yes || eic_report sudo no
`);

const ANSWER_MS = 40_000;

/**
 * Has a shell on the host say who and what it is.
 * @throws {ProviderError} the login shell does not come to run anything, or the connection is lost.
 */
export async function askShell(host: Host, deadline: Deadline): Promise<readonly (readonly [string, string])[]> {
    const answers = new Map<string, string>();
    const onFrame = (frame: Frame) => {
        if (frame.kind === "words") {
            const [name = "", ...rest] = frame.words;
            answers.set(name, rest.join(" "));
        }
    };
    const end = await host.order({ libraries: [], text: ASK, deadline: deadline.within(ANSWER_MS), onFrame }).ended;
    const who = answers.get("who");
    if (who === undefined) {
        throw end.kind === "silent" && end.channelEnd.kind === "exited"
            ? loginShellEnded(end.said, end.channelEnd.exitCode)
            : noAnswerError(end.kind === "lost" ? end.reason : "the text came to its end unheard");
    }
    const isRoot = who.endsWith(" 0");
    const sudo = isRoot
        ? "not needed"
        : answers.get("sudo") === "yes"
          ? "without a password"
          : "not without a password";
    return [
        ["Commands run as", who.split(" ")[0] ?? ""],
        ["Login shell", answers.get("login-shell") || "not named"],
        ["sudo", sudo],
    ];
}

function noAnswerError(reason: string): ProviderError {
    return new ProviderError({
        code: "CMD_SHELL_UNUSABLE",
        summary: `The shell on the instance did not answer: ${reason}.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies: [
            "Look at the start-up files of the OS user's login shell, and at the instance's sshd log: journalctl -u ssh -u sshd",
        ],
    });
}
