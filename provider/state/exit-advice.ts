// What a script's exit code and last words tell of its cause, where shells have a meaning of their own for it.
import { posix } from "node:path";
import { adviceOnPlaced } from "./placed-advice";
import type { ScriptExit } from "./script-exit";

/**
 * Advice on an exit that no program chose: a command that is not there, one that can't be run, a script in another language.
 * Undefined when the exit code is the script's own.
 */
export function adviceOnExit(exit: ScriptExit): readonly string[] | undefined {
    const other = adviceOnReading(exit) ?? adviceOnPlaced(exit) ?? syntaxAdvice(exit);
    if (other !== undefined) {
        return other;
    }
    switch (exit.exitCode) {
        case 126:
            return [...adviceOn126(exit), ...wayOutOf(exit)];
        case 127:
            return [...adviceOn127(exit), ...wayOutOf(exit)];
        case 137:
            return [
                "137 means that a program of the script was ended by signal KILL, often because the instance ran out of memory: look at its kernel log (dmesg).",
            ];
        default:
            return undefined;
    }
}

/** Programs that go on as another user, or where the host's files are not: neither can read the script, which is private. */
const BECOMES_ANOTHER =
    /^(?:sudo|su|doas|runuser|setpriv|chroot|nsenter|unshare|bwrap|docker|podman|nerdctl|kubectl|oc|crictl|ctr|lxc|incus|machinectl|systemd-run|systemd-nspawn|ssh)$/;
const CANT_READ =
    /\bscript\b.*(?:permission denied|no such file|not found|can.?t open|cannot open)|(?:permission denied|no such file|can.?t open|cannot open).*\bscript\b/im;

function adviceOnReading(exit: ScriptExit): string[] | undefined {
    const ways = CANT_READ.test(exit.said) ? wayOutOf(exit) : [];
    return ways.length === 0 ? undefined : ways;
}

/** None for an interpreter that stays who and where it is, and for one that reads the script from its standard input. */
function wayOutOf({ interpreter }: ScriptExit): string[] {
    const program = posix.basename(interpreter[0] ?? "");
    if (!BECOMES_ANOTHER.test(program) || interpreter.at(-1) === "-") {
        return [];
    }
    return [
        `The script is a private file of the user that runs ${program}, and what ${program} starts can't read it: end interpreter with "-" to pass the script on stdin.`,
        "To run it as another user of the instance, set runAs in place of an interpreter that becomes that user.",
    ];
}

/** What other shells than bash say of bash's own words: of `[[`, they look for a program of that name. */
const BASH_ONLY =
    /(?:^|[:\s])(?:\[\[|declare|shopt|source|pushd|popd|let|mapfile|readarray|function): (?:command )?not found|Bad substitution|Illegal option -o pipefail|set: -o: invalid option|"\(" unexpected|redirection unexpected/im;
const SYNTAX = /syntax error|unexpected (?:end of file|token|EOF)|^\w*SyntaxError\b|unterminated quoted string/im;
const SHELLS = new Set(["sh", "dash", "ash", "ksh", "bash"]);

function syntaxAdvice({ said, interpreter }: ScriptExit): string[] | undefined {
    const program = posix.basename(interpreter[0] ?? "sh");
    if (program !== "bash" && SHELLS.has(program) && BASH_ONLY.test(said)) {
        return [
            `The script uses syntax of bash, but ${program} runs it: begin it with #!/bin/bash, or set interpreter: ["bash", "-euo", "pipefail"].`,
        ];
    }
    return SYNTAX.test(said)
        ? [
              `Correct the syntax of the script at the line that stderr names. ${program} runs it: if it is written for another language, name its interpreter in the first line (#!/usr/bin/env python3), or set interpreter.`,
          ]
        : undefined;
}

function adviceOn127({ said, interpreter }: ScriptExit): string[] {
    const name = missingCommand(said);
    if (name?.includes("/") === true) {
        return [
            `Check on the instance that ${name} exists. If it is a script, check that the interpreter in its first line (#!) exists, and that its lines don't end in CRLF.`,
        ];
    }
    const what = name ?? "A command of the script";
    const isLogin = interpreter.some((word, index) => index > 0 && /^(?:--login|-[a-z]*l[a-z]*)$/.test(word));
    return [
        `${what} was not found on PATH: install it before this line, call it by its full path, or set PATH in environment.`,
        ...(isLogin
            ? []
            : [
                  'Login files such as ~/.profile, where tools like nvm add to PATH, are not read: interpreter: ["bash", "-le"] reads them.',
              ]),
    ];
}

function adviceOn126({ said }: ScriptExit): string[] {
    if (/exec format error|cannot execute binary file/i.test(said)) {
        return [
            "Check the architecture (uname -m) that the program was built for; a script needs a first line such as #!/bin/sh.",
        ];
    }
    if (/is a directory/i.test(said)) {
        return ["What the script starts there is a directory: correct its path."];
    }
    return [
        'Make the program that could not be started executable: chmod +x, or mode: "0755" if it comes from files.',
        "Check that its file system is not mounted noexec and that the user may enter its directory.",
    ];
}

/** The name that a shell, env or the like could not find. Of the last such line: what came before did not end the script. */
function missingCommand(said: string): string | undefined {
    const patterns = [
        /([^\s:'"‘’`]+)['"’`]?: (?:command )?not found/,
        /command not found: ([^\s:]+)/,
        /([^\s:'"‘’`]+)['"’`]?: (?:bad interpreter|cannot execute: required file not found|No such file or directory|No such file)/,
    ];
    const lines = said.split("\n").toReversed();
    const names = lines.map((line) =>
        patterns.map((pattern) => pattern.exec(line)?.[1]).find((name) => name !== undefined),
    );
    const name = names.find((found) => found !== undefined);
    return name?.includes("[secret]") === true ? undefined : name;
}
