import { CONNECTION_OPTIONS, longNameOf } from "./options";
import { UsageError } from "./usage-error";

/** A command line of `ssh`, with our options told from its own. */
export interface SshArguments {
    /** Ours, each as it was written. */
    readonly ours: readonly string[];
    /** Those of `ssh`, with their values, without `-l` and `-p`. */
    readonly ssh: readonly string[];
    /** `-l`, or `-o User=…`. */
    readonly loginName: string | undefined;
    /** `-p`, or `-o Port=…`. */
    readonly port: string | undefined;
    readonly target: string | undefined;
    /** What is run there, word by word, as it was written. */
    readonly command: readonly string[];
}

/** Short options of `ssh` that take a value. */
const WITH_VALUE = "BbcDEeFIiJLlmOopPQRSWw";
const FLAGS = "1246AaCfGgKkMNnqsTtVvXxYy";
const LONG_WITH_VALUE = CONNECTION_OPTIONS.map(longNameOf);

/**
 * Reads a command line as `ssh` does: options stand before the instance or after it, and from the next word on everything belongs to the
 * command. Our options are long, those of `ssh` short.
 * @throws {UsageError} an option that neither has, or one without its value.
 */
export function splitSshArguments(args: readonly string[]): SshArguments {
    const ours: string[] = [];
    const ssh: string[] = [];
    let loginName: string | undefined;
    let port: string | undefined;
    let target: string | undefined;
    let command: readonly string[] = [];
    const takeShort = (letter: string, value: string) => {
        const [, keyword = "", setting = ""] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(value) ?? [];
        const isUser = letter === "l" || (letter === "o" && /^user$/i.test(keyword));
        const isPort = letter === "p" || (letter === "o" && /^port$/i.test(keyword));
        // As with ssh, the first one counts.
        if (isUser) {
            loginName ??= letter === "l" ? value : setting;
        } else if (isPort) {
            port ??= letter === "p" ? value : setting;
        } else {
            ssh.push(`-${letter}`, value);
        }
    };
    for (let index = 0; index < args.length; index += 1) {
        const arg = args[index] ?? "";
        const next = () => {
            index += 1;
            const value = args[index];
            if (value === undefined) {
                throw new UsageError(`the option ${arg} needs a value`);
            }
            return value;
        };
        if (arg === "--") {
            const rest = args.slice(index + 1);
            [target, command] = target === undefined ? [rest[0], rest.slice(1)] : [target, rest];
            break;
        }
        if (arg.startsWith("--")) {
            ours.push(...(LONG_WITH_VALUE.includes(arg) ? [arg, next()] : [arg]));
        } else if (arg.startsWith("-") && arg !== "-") {
            readShort(arg, { takeFlag: (letter) => ssh.push(`-${letter}`), takeShort, next });
        } else if (target === undefined) {
            target = arg;
        } else {
            command = args.slice(index);
            break;
        }
    }
    return { ours, ssh, loginName, port, target, command };
}

interface ShortTakers {
    readonly takeFlag: (letter: string) => void;
    readonly takeShort: (letter: string, value: string) => void;
    readonly next: () => string;
}

/** Letters may stand together, and the last of them may have its value right behind it. */
function readShort(arg: string, { takeFlag, takeShort, next }: ShortTakers): void {
    for (let at = 1; at < arg.length; at += 1) {
        const letter = arg[at] ?? "";
        if (WITH_VALUE.includes(letter)) {
            takeShort(letter, at + 1 < arg.length ? arg.slice(at + 1) : next());
            return;
        }
        if (!FLAGS.includes(letter)) {
            throw new UsageError(`ssh has no option -${letter}`);
        }
        takeFlag(letter);
    }
}
