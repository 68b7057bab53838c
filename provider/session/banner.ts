import { firstCharacters } from "../base/cut-text";
import { terminalText } from "../base/terminal-text";

/** What is read of a banner, and what is shown of it. */
const READ_CHARACTERS = 4_096;
const SHOWN_CHARACTERS = 300;

/** A message of sshd for the user, as printable text on one line, without the quotes that systemd puts around and without its full stop. */
export function printBanner(message: string): string {
    const words = terminalText(message.slice(0, READ_CHARACTERS))
        .replace(/[\s\p{Cc}]+/gu, " ")
        .trim()
        .replace(/^"(.*)"$/, "$1");
    return firstCharacters(words, SHOWN_CHARACTERS).replace(/(?<!\.)\.$/, "");
}

/** Whether sshd says that the account has expired, which no waiting mends; PAM's words. */
export function tellsExpiredAccount(banner: string): boolean {
    return /account (has|is) expired/i.test(banner);
}
