import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { findByHand } from "../../provider/operation/by-hand";
import { serveOneKey } from "../../provider/session";
import { findTarget } from "../find-target";
import { hostKeyOptions } from "../host-key-options";
import { knownKeysOf } from "../known-hosts";
import type { OptionValues } from "../options";
import { printError } from "../print-error";
import { proxyWords } from "../proxy-words";
import { proxyCommandValue } from "../quoting";
import { readSignIn } from "../sign-in";
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
    const { instanceId, connection, ports, deadline } = readSignIn(target, options);
    const { osUser, availabilityZone } = (await findByHand({ instanceId, connection }, ports, deadline)).target;
    // mkdtemp makes it for this user alone.
    const folder = mkdtempSync(join(process.env.XDG_RUNTIME_DIR || tmpdir(), "ec2-instance-connect-"));
    try {
        const socketPath = join(folder, "agent");
        const agent = await serveOneKey({
            socketPath,
            osUser,
            mustBind: version >= SSH_SINCE.sessionBinding,
            isTrustedHost: (blob) =>
                connection.hostKeyPolicy === "off" ||
                knownKeysOf(instanceId).some((line) => line.split(" ")[1] === blob.toString("base64")),
            push: async (publicKey) => {
                try {
                    // The time that ssh takes to connect is its own.
                    const limit = makeDeadline(systemClock, connection.connectTimeoutMs);
                    await ports.access.pushKey({ instanceId, osUser, publicKey, availabilityZone }, limit);
                } catch (error) {
                    process.stderr.write(`${printError(error)}\n`);
                    throw error;
                }
            },
        });
        const settings = [
            ["ProxyCommand", proxyCommandValue(proxyWords(options), ["%r@%h:%p"])],
            ["IdentityAgent", quoteSetting(socketPath)],
            ["IdentitiesOnly", "no"],
            ["User", osUser],
            ["Port", String(connection.port)],
            ["HostKeyAlias", instanceId],
            ...hostKeyOptions(connection.hostKeyPolicy, version),
        ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
        const forwarding = forwardOwnAgent(split.ssh, instanceId, version);
        try {
            return await runSsh([...settings, ...forwarding, "--", instanceId, ...split.command]);
        } finally {
            agent.close();
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
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

/** A path in a setting of ssh, which replaces what begins with `%` and ends a value at a blank. */
function quoteSetting(path: string): string {
    const literal = path.replaceAll("%", "%%");
    return /\s/.test(literal) ? `"${literal}"` : literal;
}

/** Runs ssh on this terminal. Keys that interrupt reach it by themselves; what ends this process ends it. */
function runSsh(args: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
        const child = spawn("ssh", args, { stdio: "inherit" });
        const pass = (signal: NodeJS.Signals) => child.kill(signal);
        const wait = () => {};
        process.on("SIGINT", wait).on("SIGQUIT", wait).on("SIGTERM", pass).on("SIGHUP", pass);
        const leave = () => process.off("SIGINT", wait).off("SIGQUIT", wait).off("SIGTERM", pass).off("SIGHUP", pass);
        child.once("error", (error) => {
            leave();
            reject(error);
        });
        child.once("exit", (code, signal) => {
            leave();
            resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
        });
    });
}
