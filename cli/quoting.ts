import { quoteForShell } from "../provider/base/shell";

/** A word as it is: what has nothing in it that a shell, `ssh_config` or a reader could take for something else. */
const PLAIN = /^[A-Za-z0-9_./:=@+,-]+$/;

/** A command line for a person to copy: words are quoted where a shell needs it. */
export function printCommandLine(words: readonly string[]): string {
    return words.map((word) => (PLAIN.test(word) ? word : quoteForShell(word))).join(" ");
}

/** A value of `ProxyCommand`: ssh replaces what begins with `%`, then the user's shell reads it. `tokens` are such replacements. */
export function proxyCommandValue(words: readonly string[], tokens: readonly string[] = []): string {
    return [...words.map((word) => printCommandLine([word]).replaceAll("%", "%%")), ...tokens].join(" ");
}

/** A value of `KnownHostsCommand`: ssh splits it into words, without a shell, and then replaces what begins with `%`. */
export function knownHostsCommandValue(words: readonly string[], tokens: readonly string[]): string {
    const quoted = words.map((word) => {
        const escaped = word.replaceAll("%", "%%");
        return PLAIN.test(word) ? escaped : `"${escaped.replace(/[\\"]/g, "\\$&")}"`;
    });
    return [...quoted, ...tokens].join(" ");
}
