import { connect } from "../connect";
import type { OptionValues } from "../options";
import { readWanted, runOnTerminal } from "../own-terminal";
import type { SshArguments } from "../split-ssh-arguments";
import type { NamedTarget } from "../target";

/** A terminal or a command by our own client, for machines without OpenSSH. Returns the exit code that ssh would have. */
export async function sshWithoutOpenSsh(
    target: NamedTarget,
    split: SshArguments,
    options: OptionValues,
): Promise<number> {
    const wanted = readWanted(split.ssh, split.command, process.stdin.isTTY === true);
    const connection = await connect(target, options);
    try {
        return await runOnTerminal(connection.lease, wanted, target.instanceId);
    } finally {
        connection.close();
    }
}
