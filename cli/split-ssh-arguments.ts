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

/** How a program of OpenSSH reads its short options. */
interface Grammar {
    readonly program: "ssh" | "sftp";
    readonly withValue: string;
    readonly flags: string;
    /** The letters for the user and the port. */
    readonly login: string | undefined;
    readonly port: string;
    /** Whether everything from the next word on is a command. */
    readonly takesCommand: boolean;
}

const SSH: Grammar = Object.freeze({
    program: "ssh",
    withValue: "BbcDEeFIiJLlmOopPQRSWw",
    flags: "1246AaCfGgKkMNnqsTtVvXxYy",
    login: "l",
    port: "p",
    takesCommand: true,
});
/** Its `-l` is a limit of the rate, and its `-p` keeps permissions. */
const SFTP: Grammar = Object.freeze({
    program: "sftp",
    withValue: "BbcDFiJloPRSsX",
    flags: "1246AaCfNpqrv",
    login: undefined,
    port: "P",
    takesCommand: false,
});
const LONG_WITH_VALUE = CONNECTION_OPTIONS.map(longNameOf);

/**
 * Reads a command line as `sftp` does: options and operands in any order. What stands behind the instance is `command`.
 * @throws {UsageError} an option that neither has, or one without its value.
 */
export function splitSftpArguments(args: readonly string[]): SshArguments {
    return split(args, SFTP);
}

/**
 * Reads a command line as `ssh` does: options stand before the instance or after it, and from the next word on everything belongs to the
 * command. Our options are long, those of `ssh` short.
 * @throws {UsageError} an option that neither has, or one without its value.
 */
export function splitSshArguments(args: readonly string[]): SshArguments {
    return split(args, SSH);
}

function split(args: readonly string[], grammar: Grammar): SshArguments {
    const ours: string[] = [];
    const ssh: string[] = [];
    let loginName: string | undefined;
    let port: string | undefined;
    let target: string | undefined;
    let command: string[] = [];
    const takeShort = (letter: string, value: string) => {
        const [, keyword = "", setting = ""] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(value) ?? [];
        const isUser = letter === grammar.login || (letter === "o" && /^user$/i.test(keyword));
        const isPort = letter === grammar.port || (letter === "o" && /^port$/i.test(keyword));
        // As with ssh, the first one counts.
        if (isUser) {
            loginName ??= letter === "o" ? setting : value;
        } else if (isPort) {
            port ??= letter === "o" ? setting : value;
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
            [target, command] = target === undefined ? [rest[0], rest.slice(1)] : [target, [...command, ...rest]];
            break;
        }
        if (arg.startsWith("--")) {
            ours.push(...(LONG_WITH_VALUE.includes(arg) ? [arg, next()] : [arg]));
        } else if (arg.startsWith("-") && arg !== "-") {
            readShort(arg, { grammar, takeFlag: (letter) => ssh.push(`-${letter}`), takeShort, next });
        } else if (target === undefined) {
            target = arg;
        } else if (grammar.takesCommand) {
            command = args.slice(index);
            break;
        } else {
            command.push(arg);
        }
    }
    return { ours, ssh, loginName, port, target, command };
}

interface ShortTakers {
    readonly grammar: Grammar;
    readonly takeFlag: (letter: string) => void;
    readonly takeShort: (letter: string, value: string) => void;
    readonly next: () => string;
}

/** Letters may stand together, and the last of them may have its value right behind it. */
function readShort(arg: string, { grammar, takeFlag, takeShort, next }: ShortTakers): void {
    for (let at = 1; at < arg.length; at += 1) {
        const letter = arg[at] ?? "";
        if (grammar.withValue.includes(letter)) {
            takeShort(letter, at + 1 < arg.length ? arg.slice(at + 1) : next());
            return;
        }
        if (!grammar.flags.includes(letter)) {
            throw new UsageError(`${grammar.program} has no option -${letter}`);
        }
        takeFlag(letter);
    }
}
