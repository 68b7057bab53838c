import type { Command } from "commander";

/** Values of options that are known beforehand. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
    "--route": ["auto", "public", "private", "ipv6", "endpoint"],
    "--host-key-policy": ["auto", "console", "pinned", "trust-on-first-use", "off"],
};

/** What may stand at the end of a command line. */
export type Completion =
    | { readonly kind: "words"; readonly words: readonly string[] }
    /** An instance, behind what was typed of the user. */
    | { readonly kind: "instance"; readonly user: string; readonly begun: string }
    /** The name of a file, or anything else that the shell completes better. */
    | { readonly kind: "other" };

/** Tells what may stand in place of the last word of a command line, which may be empty. */
export function complete(program: Command, words: readonly string[]): Completion {
    const before = words.slice(0, -1);
    const last = words.at(-1) ?? "";
    let command = program;
    let previous = "";
    let operands = 0;
    for (const word of before) {
        const next = command.commands.find((one) => one.name() === word);
        const takesValue = optionOf(command, previous)?.required === true;
        if (next !== undefined && operands === 0 && !takesValue) {
            command = next;
        } else if (!word.startsWith("-") && !takesValue) {
            operands += 1;
        }
        previous = word;
    }
    const option = optionOf(command, previous);
    if (option?.required === true) {
        const values = VALUES[previous];
        return values === undefined ? { kind: "other" } : among(values, last);
    }
    if (last.startsWith("-")) {
        const names = command.options.flatMap(({ long }) => (long == null ? [] : [long]));
        return among([...names, "--help"], last);
    }
    if (command.commands.length > 0) {
        const hidden = new Set(command.commands.filter((one) => isHidden(one)));
        return among(
            command.commands.filter((one) => !hidden.has(one)).map((one) => one.name()),
            last,
        );
    }
    const [argument] = command.registeredArguments;
    if (argument?.name() !== "instance" || operands > 0) {
        return argument?.argChoices === undefined || operands > 0
            ? { kind: "other" }
            : among(argument.argChoices, last);
    }
    const at = last.lastIndexOf("@");
    return { kind: "instance", user: last.slice(0, at + 1), begun: last.slice(at + 1) };
}

function optionOf(command: Command, word: string) {
    return command.options.find(({ long }) => long === word);
}

function isHidden(command: Command): boolean {
    return (command as unknown as { readonly _hidden?: boolean })._hidden === true;
}

function among(words: readonly string[], begun: string): Completion {
    return { kind: "words", words: words.filter((word) => word.startsWith(begun)) };
}
