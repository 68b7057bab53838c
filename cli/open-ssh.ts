import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../provider/base/clock";
import { makeDeadline } from "../provider/base/deadline";
import { findByHand } from "../provider/operation/by-hand";
import { serveOneKey } from "../provider/session";
import { hostKeyOptions } from "./host-key-options";
import { knownKeysOf } from "./known-hosts";
import type { OptionValues } from "./options";
import { printError } from "./print-error";
import { proxyWords } from "./proxy-words";
import { proxyCommandValue } from "./quoting";
import { readSignIn } from "./sign-in";
import { SSH_SINCE } from "./ssh-version";
import type { NamedTarget } from "./target";

/** A program of OpenSSH, and its words behind the settings of the sign-in. */
export interface OpenSshProgram {
    readonly program: "ssh" | "sftp";
    /** Of the ssh on PATH. */
    readonly version: number;
    readonly words: readonly string[];
}

/**
 * Runs a program of OpenSSH with a key that lives in memory for this sign-in, over the route of the instance, whose ID is its host name.
 * Returns its exit code.
 */
export async function runOpenSsh(
    target: NamedTarget,
    options: OptionValues,
    { program, version, words }: OpenSshProgram,
): Promise<number> {
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
        try {
            return await runProgram(program, [...settings, ...words]);
        } finally {
            agent.close();
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** A path in a setting of ssh, which replaces what begins with `%` and ends a value at a blank. */
export function quoteSetting(path: string): string {
    const literal = path.replaceAll("%", "%%");
    return /\s/.test(literal) ? `"${literal}"` : literal;
}

/** Runs it on this terminal. Keys that interrupt reach it by themselves; what ends this process ends it. */
function runProgram(program: string, args: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { stdio: "inherit" });
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
