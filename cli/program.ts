import { Argument, Command } from "commander";
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from "./completion-scripts";
import { CONNECTION_OPTIONS, longNameOf, type OptionValues } from "./options";
import type { SshArguments } from "./split-ssh-arguments";

/** Makes what parses command lines. `ssh` and `sftp` have been split before, and `end` is told the exit code of a command that has one. */
export function makeProgram(split: SshArguments | undefined, end: (code: number | undefined) => void): Command {
    const program = new Command("ec2-instance-connect")
        .description("Sign in to EC2 instances through EC2 Instance Connect: an instance ID is enough, on every route.")
        .version(packageVersion(), "--version", "show the version")
        .helpOption("--help", "show this help; with a command, its own")
        .helpCommand(false)
        .exitOverride()
        .showHelpAfterError("Add --help for what there is.")
        .addHelpText("after", `\nExamples:\n${EXAMPLES}`);
    const reaching = (name: string, left: readonly string[] = []) => {
        const command = program.command(name);
        for (const option of CONNECTION_OPTIONS.filter((one) => !left.includes(longNameOf(one)))) {
            command.option(option.flags, option.doc);
        }
        return command;
    };
    reaching("ssh")
        .summary("sign in with ssh and a key that is made for it")
        .description(
            "Sign in with ssh. Short options are those of ssh; they and the following ones stand in any order before the command.",
        )
        .usage("[options] [user@]i-… [command …]")
        .argument("<instance>")
        .addHelpText(
            "after",
            `\nExamples:\n  ec2-instance-connect ssh i-0123456789abcdef0\n  ec2-instance-connect ssh --route endpoint -L 8080:localhost:80 -N ubuntu@i-0123456789abcdef0`,
        )
        .action(async (target: string, options: OptionValues) => {
            const { ssh } = require("./commands/ssh") as typeof import("./commands/ssh");
            end(await ssh(target, split as SshArguments, options));
        });
    reaching("sftp")
        .summary("copy files with sftp and a key that is made for it")
        .description(
            "Copy files with sftp. Short options are those of sftp; they and the following ones stand in any order.",
        )
        .usage("[options] [user@]i-…[:path] [local path]")
        .argument("<instance>")
        .addHelpText(
            "after",
            "\nExamples:\n  ec2-instance-connect sftp i-0123456789abcdef0\n  ec2-instance-connect sftp -r ubuntu@i-0123456789abcdef0:/var/log/nginx logs",
        )
        .action(async (target: string, options: OptionValues) => {
            const { sftp } = require("./commands/sftp") as typeof import("./commands/sftp");
            end(await sftp(target, split as SshArguments, options));
        });
    reaching("cp")
        .summary("copy files between here and an instance")
        .description(
            "Copy files between here and an instance, as scp does: verified, and each in its place as a whole.",
        )
        .usage("[options] SOURCE… DESTINATION")
        .argument("<paths...>")
        .option("-r, --recursive", "copy directories and what is in them; links are followed")
        .option("-p, --preserve", "keep permissions and times")
        .option("-q, --quiet", "print errors only")
        .option("--json", "print a JSON object at the end")
        .addHelpText(
            "after",
            `\nOne end is [user@]i-…:PATH; what does not begin with / is of the home.\n\nExamples:\n${CP_EXAMPLES}`,
        )
        .action(async (paths: string[], options: OptionValues) => {
            const { cp } = require("./commands/cp") as typeof import("./commands/cp");
            end(await cp(paths, options));
        });
    reaching("push")
        .summary("have an instance accept a public key of yours for 60 seconds")
        .usage("[options] [user@]i-… --public-key FILE")
        .argument("<instance>")
        .requiredOption("--public-key <file>", "RSA with 2048 to 4096 bits, or ED25519")
        .option("--json", "print a JSON object")
        .addHelpText(
            "after",
            "\nExample:\n  ec2-instance-connect push i-0123456789abcdef0 --public-key ~/.ssh/id_ed25519.pub",
        )
        .action(async (target: string, options: OptionValues) => {
            const { push } = require("./commands/push") as typeof import("./commands/push");
            await push(target, options);
        });
    reaching("proxy")
        .summary("connect standard input and output to sshd: a ProxyCommand")
        .usage("[options] [user@]i-…[:port]")
        .argument("<instance>")
        .option("--push <file>", "also have the instance accept this public key")
        .addHelpText(
            "after",
            "\nExample, in ssh_config (the command config writes it):\n  ProxyCommand ec2-instance-connect proxy %r@%h:%p --push ~/.ssh/id_ed25519.pub",
        )
        .action(async (target: string, options: OptionValues) => {
            const { proxy } = require("./commands/proxy") as typeof import("./commands/proxy");
            await proxy(target, options);
        });
    reaching("browser")
        .summary("open a terminal in the web browser")
        .description(
            "Open a terminal in the web browser: on the instance, or on one that you choose there. It is served on this machine alone, for one page, and ends when the page is closed.",
        )
        .usage("[options] [[user@]i-…]")
        .argument("[instance]")
        .option("--no-open", "print the address, which works once, instead of opening a browser")
        .addHelpText(
            "after",
            "\nExamples:\n  ec2-instance-connect browser\n  ec2-instance-connect browser --route endpoint web-1",
        )
        .action(async (target: string | undefined, options: OptionValues) => {
            const { browser } = require("./commands/browser") as typeof import("./commands/browser");
            await browser(target, options);
        });
    reaching("doctor")
        .summary("sign in step by step, and show what is wrong and what to change")
        .description(
            "Sign in step by step. Shows each step with its time, what was found, and what to change if it failed. Exit code: 0 if all is well, 10 credentials and AWS, 11 instance, 12 route and network, 13 host key, 14 sign-in, 15 the shell on the instance.",
        )
        .usage("[options] [user@]i-…")
        .argument("<instance>")
        .option("--json", "print a JSON object with the list of steps")
        .addHelpText("after", "\nExample:\n  ec2-instance-connect doctor ubuntu@i-0123456789abcdef0")
        .action(async (target: string, options: OptionValues) => {
            const { doctor } = require("./commands/doctor") as typeof import("./commands/doctor");
            end(await doctor(target, options));
        });
    reaching("config", ["--user", "--port"])
        .summary("print the block for ssh_config that lets ssh, scp, rsync and others use instance IDs")
        .option("--public-key <file>", "key that is pushed (default: ~/.ssh/id_ed25519.pub or id_rsa.pub)")
        .option("--write", "put the block into ~/.ssh/config, in place of an earlier one")
        .action((options: OptionValues) => {
            const { config } = require("./commands/config") as typeof import("./commands/config");
            config(options);
        });
    const knownHosts = program.command("known-hosts").summary("show or forget the host keys that were trusted");
    knownHosts
        .command("list")
        .description("Show the host keys that were trusted.")
        .option("--json", "print a JSON list")
        .action((options: OptionValues) => {
            const { listKnownHosts } = require("./commands/known-hosts") as typeof import("./commands/known-hosts");
            listKnownHosts(options.json === true);
        });
    knownHosts
        .command("forget")
        .description("Forget the host keys of an instance.")
        .argument("<instance>")
        .action(async (target: string) => {
            const { forgetKnownHosts } = require("./commands/known-hosts") as typeof import("./commands/known-hosts");
            await forgetKnownHosts(target);
        });
    program
        .command("completion")
        .summary("print what a shell reads to complete commands, options and instances")
        .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
        .addHelpText(
            "after",
            '\nExamples:\n  eval "$(ec2-instance-connect completion bash)"    # in ~/.bashrc\n  eval "$(ec2-instance-connect completion zsh)"     # in ~/.zshrc, behind compinit\n  ec2-instance-connect completion fish > ~/.config/fish/completions/ec2-instance-connect.fish',
        )
        .action((shell: Shell) => {
            process.stdout.write(COMPLETION_SCRIPTS[shell]);
        });
    program
        .command("complete", { hidden: true })
        .description("What a shell asks for the words that may stand at the end of a command line.")
        .argument("[words...]")
        .action(async (words: readonly string[]) => {
            const { printCompletions } = require("./commands/complete") as typeof import("./commands/complete");
            await printCompletions(program, words);
        });
    program
        .command("host-keys", { hidden: true })
        .description("What ssh runs as its KnownHostsCommand.")
        .argument("<words...>")
        .option("--host-key-policy <policy>", "", "auto")
        .action(async ([purpose = "", host = "", type, key]: string[], options: OptionValues) => {
            const { hostKeys } = require("./commands/host-keys") as typeof import("./commands/host-keys");
            await hostKeys({ purpose, host, type, key, policy: String(options.hostKeyPolicy) });
        });
    return program;
}

const CP_EXAMPLES = `  ec2-instance-connect cp site.tar.gz i-0123456789abcdef0:
  ec2-instance-connect cp -r ubuntu@i-0123456789abcdef0:/var/log/nginx logs
  ec2-instance-connect cp i-0123456789abcdef0:'*.log' .`;

const EXAMPLES = `  ec2-instance-connect ssh i-0123456789abcdef0
  ec2-instance-connect ssh ubuntu@i-0123456789abcdef0 uptime
  ec2-instance-connect ssh web-1
  ec2-instance-connect cp -r site i-0123456789abcdef0:
  ec2-instance-connect push i-0123456789abcdef0 --public-key ~/.ssh/id_ed25519.pub
  ec2-instance-connect config --write && rsync -a site/ ec2-user@i-0123456789abcdef0:site/`;

export function packageVersion(): string {
    const { version }: { version: string } = require("../../package.json");
    return version;
}
