import { describe, expect, test } from "vitest";
import { PLAIN_WORDS, worded } from "../../../provider/base/words";
import { parseRefusal, parseShellRefusal, parseSudoRefusal } from "../../../provider/command/explain-refusal";
import { loginShellEnded } from "../../../provider/host/login-shell";

const codeOf = ({ code }: { code: string }) => code;
const masked = () => "[masked]";

describe("what a host refuses", () => {
    test.each([
        ["no-space", "mkdir: No space left on device", "CMD_DISK_FULL"],
        ["no-space", "mkdir: Input/output error: I/O error", "CMD_DISK_FULL"],
        ["no-space", "mkdir: Permission denied", "CMD_NO_RUN_DIRECTORY"],
        ["shared-directory", "/var/tmp/d", "CMD_RUN_DIRECTORY_NOT_OURS"],
        ["lock", "/home/ec2-user", "CMD_LOCK_FAILED"],
        ["claimed", "", "CMD_RUN_CONFLICT"],
        ["other-inputs", "/home/ec2-user/runs/r", "CMD_RUN_CONFLICT"],
        ["script", "directory\n/srv/app", "CMD_NO_SUCH_DIRECTORY"],
        ["script", "interpreter\npython3", "CMD_NO_INTERPRETER"],
        ["script", "ended\nexit code 1", "CMD_NOT_STARTED"],
        ["something-new", "words", "CMD_REFUSED"],
    ])("%s: %s", (what, text, code) => {
        expect(parseRefusal(what, text)).toMatchObject({ kind: "refused", code, remedy: expect.anything() });
    });

    test.each([
        ["script", "directory\n/srv/app", "/srv/app"],
        ["script", "interpreter\npython3", "python3"],
        ["other-inputs", "/home/ec2-user/runs/r", "/home/ec2-user/runs/r"],
        ["something-new", "words of the host", "words of the host"],
        ["something-new", "words of the host", "something-new"],
    ])("names it: %s", (what, text, named) => {
        expect(parseRefusal(what, text).reason).toContain(named);
    });

    test("is quoted without secrets", () => {
        for (const what of ["no-space", "something-new"]) {
            expect(parseRefusal(what, "the secret", masked).reason).not.toContain("secret");
        }
    });
});

describe("a sudo that ran nothing", () => {
    test.each([
        ["sudo: sorry, you must have a tty to run sudo", 1, "CMD_SUDO_NEEDS_TTY"],
        ["sudo: unknown user: app", 1, "CMD_NO_SUCH_USER"],
        ["su: no passwd entry for app", 1, "CMD_NO_SUCH_USER"],
        ["sh: 1: sudo: not found", 127, "CMD_NO_SUDO"],
        ["sh: sudo: No such file or directory", 127, "CMD_NO_SUDO"],
        ["sh: 1: exec: not found", 1, "CMD_SUDO_REFUSED"],
        ["sudo: a password is required", 1, "CMD_SUDO_REFUSED"],
        ["ec2-user is not in the sudoers file.", 1, "CMD_SUDO_REFUSED"],
        ["Sorry, user ec2-user may not run sudo on this host.", 1, "CMD_SUDO_REFUSED"],
        ["Speicherzugriffsfehler", 139, "CMD_SUDO_REFUSED"],
    ])("says why: %s (exit code %i)", (words, exitCode, code) => {
        expect(codeOf(parseSudoRefusal({ words, exitCode, loginUser: "ec2-user", runAs: "app" }))).toBe(code);
    });

    test("has the line for sudoers as its remedy", () => {
        const refused = { words: "sudo: a password is required", exitCode: 1, loginUser: "ec2-user", runAs: "app" };
        expect(parseSudoRefusal(refused).remedy).toContain("ec2-user ALL=(app) NOPASSWD: ALL");
    });

    test("is quoted without secrets if its words are not known", () => {
        const refused = { words: "the secret", exitCode: 139, loginUser: "ec2-user", runAs: "app" };
        expect(parseSudoRefusal(refused, masked).reason).not.toContain("secret");
    });
});

describe("a login shell that did not run /bin/sh", () => {
    test.each([
        ["rbash: /bin/sh: restricted: cannot specify `/' in command names", 1, "CMD_SHELL_RESTRICTED", "restricted"],
        ["This account is currently not available.", 1, "CMD_SHELL_UNUSABLE", "exit code 1"],
        ["", undefined, "CMD_SHELL_UNUSABLE", "ended by a signal"],
        [
            "WARNING: Your password has expired.\nPassword change required but no TTY available.\n",
            1,
            "CMD_PASSWORD_EXPIRED",
            "password has expired",
        ],
    ])("%j, exit code %s", (said, exitCode, code, reason) => {
        expect(parseShellRefusal(said, exitCode)).toMatchObject({ code, reason: expect.stringContaining(reason) });
        expect(parseShellRefusal(`${said} the secret`, exitCode, masked).reason).not.toContain("secret");
    });

    test.each([
        ["This account is currently not available.", "usermod -s /bin/bash"],
        ["This account is not available", "usermod -s /bin/bash"],
        ["", "usermod -s /bin/bash"],
        ["You are required to change your password immediately (administrator enforced).", "chage -d -1 -E -1 -M -1"],
        ["Password change required but no TTY available.", "passwd <user>"],
        ['Please login as the user "ubuntu" rather than the user "root".', 'Set the OS user to "ubuntu".'],
    ])("that says %j is told with what mends it", (said, remedy) => {
        const refusal = parseShellRefusal(said, 1);
        expect(worded(refusal.remedy ?? "", PLAIN_WORDS)).toContain(remedy);
        expect(loginShellEnded(said, 1).failure.remedies?.[0]).toContain(remedy);
    });

    test("is sudo's if sudo checks the password of its own user", () => {
        const words = "sudo: Account or password is expired, reset your password and try again";
        const refused = parseSudoRefusal({ words, exitCode: 1, loginUser: "ec2-user", runAs: "app" });
        expect(refused).toMatchObject({ code: "CMD_PASSWORD_EXPIRED" });
    });
});
