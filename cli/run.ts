import { type Command, CommanderError } from "commander";
import { makeProgram, packageVersion } from "./program";
import { splitSftpArguments, splitSshArguments } from "./split-ssh-arguments";
import type { HelpTexts } from "./written-help";

/** The exit code of ssh for failures of its own. */
const OWN_FAILURE = 255;

/** Follows a command line, and sets the exit code: that of the remote command, 255 for a failure of our own. */
export async function run(args: readonly string[]): Promise<void> {
    try {
        process.exitCode = await follow(args);
    } catch (error) {
        process.exitCode = OWN_FAILURE;
        if (error instanceof CommanderError) {
            process.exitCode = error.exitCode === 0 ? 0 : OWN_FAILURE;
        } else {
            const { printError } = require("./print-error") as typeof import("./print-error");
            process.stderr.write(`${printError(error)}\n`);
        }
    }
}

async function follow(args: readonly string[]): Promise<number> {
    let exitCode: number | undefined = 0;
    const end = (code: number | undefined) => {
        exitCode = code;
    };
    const [name, ...rest] = args;
    const split = name === "ssh" ? splitSshArguments(rest) : name === "sftp" ? splitSftpArguments(rest) : undefined;
    const words =
        split === undefined ? args : [String(name), ...split.ours, ...(split.target ? ["--", split.target] : [])];
    await makeProgram(split, end).parseAsync(words, { from: "user" });
    return exitCode ?? 0;
}

/** The texts that `--help` and `--version` print, by the command line that asks for them. */
export function helpTexts(): HelpTexts {
    const texts: Record<string, string> = { "--version": `${packageVersion()}\n` };
    const add = (command: Command, words: readonly string[]) => {
        let text = "";
        command.configureOutput({
            writeOut: (part) => {
                text += part;
            },
            // As on a terminal of the usual width, wherever this is built.
            getOutHelpWidth: () => 80,
            getOutHasColors: () => false,
        });
        command.outputHelp();
        texts[[...words, "--help"].join(" ")] = text;
        for (const part of command.commands) {
            add(part, [...words, part.name()]);
        }
    };
    add(
        makeProgram(undefined, () => {}),
        [],
    );
    return texts;
}
