import { propertyPath } from "../base/property-path";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { isUnknown } from "./unknown";
import { valueKind } from "./value-kind";

/** Linux starts no program with a longer `NAME=value`, its closing NUL included. */
const LONGEST_VARIABLE_BYTES = 128 * 1024;

/** Linux starts no program with a larger environment and arguments together, whatever the limit of its stack is set to. */
const LARGEST_ENVIRONMENT_BYTES = 2 * 1024 * 1024;

const MAP = { expected: "a map of environment variables", example: '{ APP_MODE: "production" }' };
/**
 * Names under which a shell gives its scripts a value of its own, whatever its environment holds: every shell the first six,
 * bash, which is `/bin/sh` on many images, the others. Without a word, so that nobody would see why the value is another.
 */
const OF_THE_SHELL = new Set(
    (
        "_ IFS OPTIND PPID PWD SHLVL BASHPID BASH_COMMAND BASH_SUBSHELL DIRSTACK EPOCHREALTIME EPOCHSECONDS FUNCNAME " +
        "GROUPS HISTCMD LINENO OLDPWD PIPESTATUS RANDOM SECONDS SRANDOM"
    ).split(" "),
);

const NAME = { expected: "a name of letters, digits and _ that does not start with a digit", example: '"APP_MODE"' };

/** Environment variables. Names are shown, values never. */
export const environmentKind = valueKind<Readonly<Record<string, string>>>({
    type: "map of strings",
    inputType: "Record<string, pulumi.Input<string>>",
    outputType: "Record<string, string>",
    shape: { mapOf: "text" },
    expectation: {
        ...MAP,
        expected:
            "a map from names of letters, digits and _ that start with no digit and not with eic_, that no shell sets " +
            `itself, and other than PULUMI_COMMAND_OUTPUT, to strings without NUL characters, at most ${LONGEST_VARIABLE_BYTES / 1024} KiB for NAME=value`,
    },
    check: (value, path, isSecret) => checkEnvironment(value, path, isSecret),
    parse: (value) => Object.freeze({ ...(value as Record<string, string> | undefined) }),
});

const checkEnvironment: Check = (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, MAP, describeValue(value, true))];
    }
    const failures = Object.entries(value).flatMap(([name, text]) => {
        const variablePath = propertyPath(path, name);
        return [...checkName(name, variablePath), ...(isUnknown(text) ? [] : checkVariable(name, text, variablePath))];
    });
    return [...failures, ...(failures.length === 0 ? checkTotal(value, path) : [])];
};

function checkTotal(environment: object, path: string): CheckFailure[] {
    const sizes = Object.entries(environment).map(([name, value]) => Buffer.byteLength(`${name}=${value}`) + 1);
    const byteCount = sizes.reduce((sum, size) => sum + size, 0);
    if (byteCount <= LARGEST_ENVIRONMENT_BYTES) {
        return [];
    }
    const reason =
        `expected at most ${LARGEST_ENVIRONMENT_BYTES} bytes in all variables together, since no host starts a program with ` +
        `more; got ${byteCount}. Pass large values on stdin, or in files.`;
    return [{ property: path, reason }];
}

function checkName(name: string, path: string): CheckFailure[] {
    if (name.startsWith("eic_")) {
        return [
            {
                property: path,
                reason: `expected a name that does not begin with eic_, which runs of scripts use themselves; got "${name}".`,
            },
        ];
    }
    if (name === "PULUMI_COMMAND_OUTPUT") {
        const reason = `expected another name; got "${name}", which names the file to which a script writes values.`;
        return [{ property: path, reason }];
    }
    if (OF_THE_SHELL.has(name)) {
        const hint = name === "PWD" ? "Use workingDirectory to set where the script runs." : "Choose another name.";
        return [
            {
                property: path,
                reason: `expected a name that shells do not set themselves; got "${name}". The script would not see this value. ${hint}`,
            },
        ];
    }
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? [] : [checkFailure(path, NAME, describeValue(name, false))];
}

function checkVariable(name: string, value: unknown, path: string): CheckFailure[] {
    const expectation = { expected: "a string", example: '"production"' };
    if (typeof value !== "string") {
        const hint = typeof value === "object" ? undefined : "Turn it into a string: String(value).";
        return [checkFailure(path, expectation, describeValue(value, true), hint)];
    }
    const byteCount = Buffer.byteLength(`${name}=${value}`) + 1;
    return [
        ...(value.includes("\0")
            ? [checkFailure(path, { ...expectation, expected: "a string without NUL characters" }, "one with NUL")]
            : []),
        ...(byteCount > LONGEST_VARIABLE_BYTES ? [tooLong(path, byteCount)] : []),
        ...(name === "PATH" && /\$|(^|:)~/.test(value) ? [unexpandedPath(path)] : []),
    ];
}

/** What people write who know PATH from shells. */
function unexpandedPath(path: string): CheckFailure {
    return {
        property: path,
        reason:
            "expected directories as they are on the instance: no shell expands $PATH or ~ here, so programs would not be found. " +
            'Write them out, or extend PATH in the script: PATH="$HOME/bin:$PATH".',
    };
}

function tooLong(path: string, byteCount: number): CheckFailure {
    const reason =
        `expected at most ${LONGEST_VARIABLE_BYTES} bytes for NAME=value, which is Linux's limit; got ${byteCount}. ` +
        "Pass it on stdin.";
    return { property: path, reason };
}
