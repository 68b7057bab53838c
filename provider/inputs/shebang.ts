/** What runs a script that names nothing itself. */
export const DEFAULT_INTERPRETER: readonly string[] = Object.freeze(["/bin/sh", "-e"]);

/** Shells that end at the first command that fails only if they are told to. */
const SHELLS = ["sh", "bash", "dash", "ksh"];

/**
 * The interpreter that a script's first line names, with its options; undefined without a `#!` line. The line is read here, and
 * not by the kernel, which runs nothing on a file system that is mounted noexec, as homes may be.
 *
 * As the kernel has it, what follows the program is one argument. Only `env` gets several, whether or not they are given to its
 * option -S. It is left out if all it does is to look a program up.
 */
export function interpreterOf(script: string): readonly string[] | undefined {
    const [, program = "", argument = ""] = /^#![ \t]*([^\s]+)[ \t]*([^\n]*)/.exec(script) ?? [];
    if (program === "") {
        return undefined;
    }
    const rest = argument.trim();
    if (baseName(program) === "env" && rest !== "") {
        return throughEnv(program, rest);
    }
    return withDefaultOption([program, ...(rest === "" ? [] : [rest])], 0);
}

function throughEnv(env: string, argument: string): readonly string[] {
    const words = splitWords(argument.replace(/^(-v?S|--split-string=?)\s*/, ""));
    const start = words.findIndex((word) => !isAssignment(word));
    const isLookup = start === 0 && !words[0]?.startsWith("-");
    return isLookup
        ? withDefaultOption(words, 0)
        : [env, ...(words[start]?.startsWith("-") ? words : withDefaultOption(words, start))];
}

/** With `-e` for a shell that is named without options. */
function withDefaultOption(words: readonly string[], program: number): readonly string[] {
    const isBare = program === words.length - 1 && SHELLS.includes(baseName(words[program] ?? ""));
    return isBare ? [...words, "-e"] : words;
}

function isAssignment(word: string): boolean {
    return /^[A-Za-z_]\w*=/.test(word);
}

function baseName(path: string): string {
    return path.slice(path.lastIndexOf("/") + 1);
}

/** Words as `env -S` splits them: quotes group, and a backslash takes the next character as it is. */
function splitWords(text: string): string[] {
    return [...text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g)].map(([word]) =>
        word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
            double === undefined ? (single ?? escaped) : double.replaceAll(/\\(["\\$])/g, "$1"),
        ),
    );
}
