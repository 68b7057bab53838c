import { spawnSync } from "node:child_process";
import { findTarget } from "../find-target";
import { quoteSetting, runOpenSsh } from "../open-ssh";
import type { OptionValues } from "../options";
import type { SshArguments } from "../split-ssh-arguments";
import { findSshVersion, SSH_SINCE } from "../ssh-version";

/**
 * Runs the real ssh with a key that lives in memory for this sign-in, over the route of the instance, or a client of our own if there is no
 * ssh. Returns the exit code of ssh, which is that of the remote command.
 */
export async function ssh(text: string, split: SshArguments, options: OptionValues): Promise<number> {
    const version = findSshVersion();
    const named = await findTarget(text, options);
    const target = { ...named, osUser: named.osUser ?? split.loginName, port: named.port ?? split.port };
    if (version === undefined) {
        const { sshWithoutOpenSsh } = require("./ssh-without-openssh") as typeof import("./ssh-without-openssh");
        return sshWithoutOpenSsh(target, split, options);
    }
    const { instanceId } = target;
    const forwarding = forwardOwnAgent(split.ssh, instanceId, version);
    return runOpenSsh(target, options, {
        program: "ssh",
        version,
        words: [...forwarding, "--", instanceId, ...split.command],
    });
}

/**
 * The options of ssh with the user's own agent as the one that is forwarded, if any is to be: ssh would forward the one that it signs in
 * with. What `ssh_config` says of it counts as well.
 */
function forwardOwnAgent(options: readonly string[], host: string, version: number): readonly string[] {
    if (version < SSH_SINCE.agentPath) {
        return options;
    }
    const { stdout } = spawnSync("ssh", ["-G", ...options, "--", host], { encoding: "utf8" });
    if (!/^forwardagent yes$/m.test(stdout)) {
        return options;
    }
    const own = process.env.SSH_AUTH_SOCK;
    const others = options.filter((option) => option !== "-A");
    return ["-o", `ForwardAgent=${own === undefined || own === "" ? "no" : quoteSetting(own)}`, ...others];
}
