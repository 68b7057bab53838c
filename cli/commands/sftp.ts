import { spawnSync } from "node:child_process";
import { splitHost } from "../copy/location";
import { findTarget } from "../find-target";
import { quoteSetting, runOpenSsh } from "../open-ssh";
import type { OptionValues } from "../options";
import type { SshArguments } from "../split-ssh-arguments";
import { findSshVersion } from "../ssh-version";
import { UsageError } from "../usage-error";

/**
 * Runs the real sftp with a key that lives in memory for this sign-in, over the route of the instance. Returns its exit code.
 * @throws {UsageError} it is not installed.
 */
export async function sftp(text: string, split: SshArguments, options: OptionValues): Promise<number> {
    const version = findSshVersion();
    if (version === undefined || spawnSync("sftp", ["-h"]).error !== undefined) {
        throw new UsageError(
            "OpenSSH's sftp is not on PATH. Without it, copy files with: ec2-instance-connect cp FILE i-…:PATH. Or install it, for instance with apt install openssh-client",
        );
    }
    const { host, path, port } = readDestination(text);
    const named = await findTarget(host, options);
    const target = { ...named, osUser: named.osUser ?? split.loginName, port: named.port ?? port ?? split.port };
    const destination = path === undefined ? target.instanceId : `${target.instanceId}:${path}`;
    const words = [...forwardOwnAgent(split.ssh), "--", destination, ...split.command];
    return runOpenSsh(target, options, { program: "sftp", version, words });
}

interface Destination {
    readonly host: string;
    readonly path: string | undefined;
    readonly port: string | undefined;
}

/** `[user@]host[:path]`, or `sftp://[user@]host[:port][/path]`. */
function readDestination(text: string): Destination {
    const [, address, port, within] = /^sftp:\/\/([^/:]+)(?::(\d+))?(?:\/(.*))?$/.exec(text) ?? [];
    if (address !== undefined) {
        const path = within === undefined || within === "" ? undefined : decodeURIComponent(within);
        return { host: decodeURIComponent(address), path, port };
    }
    const split = splitHost(text);
    const path = split?.path === "" ? undefined : split?.path;
    return { host: split?.host ?? text, path, port: undefined };
}

/** The options with the user's own agent as the one that is forwarded: ssh would forward the one that it signs in with. */
function forwardOwnAgent(options: readonly string[]): readonly string[] {
    if (!options.includes("-A")) {
        return options;
    }
    const own = process.env.SSH_AUTH_SOCK;
    const value = own === undefined || own === "" ? "no" : quoteSetting(own);
    return ["-o", `ForwardAgent=${value}`, ...options.filter((option) => option !== "-A")];
}
