import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Connection, ServerChannel } from "ssh2";
import { killQuietly, MARKER } from "./leftovers";

/** What a command of an embedded host runs with. */
export interface CommandSettings {
    readonly user: string;
    readonly home: string;
    readonly loginShell: string;
    readonly marker: string;
    /** Process groups to end when the instance ends; the command adds its own. */
    readonly groups: Set<number>;
    record(command: string): void;
}

/**
 * Runs a command as sshd does without a terminal: the login shell with `-c`, its own session, pipes for the three streams.
 * Gives the function that sends a signal to its process group.
 */
export function runCommand(
    connection: Connection,
    channel: ServerChannel,
    command: string,
    settings: CommandSettings,
): (signal: string) => void {
    settings.record(command);
    const child = spawn(settings.loginShell, ["-c", command], {
        cwd: settings.home,
        env: environmentOf(settings),
        detached: true,
        stdio: "pipe",
    });
    const group = child.pid;
    if (group !== undefined) settings.groups.add(group);
    joinStreams(connection, channel, child);
    child.on("error", () => {
        channel.exit(127);
        channel.end();
    });
    child.on("exit", (exitCode, signal) => {
        if (signal) channel.exit(signal.replace(/^SIG/, ""), false, "");
        else channel.exit(exitCode ?? 255);
        if (group !== undefined && !hasMembers(group)) settings.groups.delete(group);
    });
    return (signal) => {
        const name = `SIG${signal.replace(/^SIG/, "")}` as NodeJS.Signals;
        if (group !== undefined && name in constants.signals) killQuietly(-group, name);
    };
}

/** False when the group is empty: its number may then be given to a stranger's. */
function hasMembers(group: number): boolean {
    try {
        return process.kill(-group, 0);
    } catch {
        return false;
    }
}

function joinStreams(connection: Connection, channel: ServerChannel, child: ChildProcess): void {
    const { stdin, stdout, stderr } = child;
    if (!stdin || !stdout || !stderr) return;
    for (const stream of [stdin, stdout, stderr, channel, channel.stderr]) stream.on("error", () => undefined);
    channel.pipe(stdin);
    // What a client sends to a command that reads no more is dropped, or the channel would never end.
    stdin.on("close", () => {
        channel.unpipe(stdin);
        channel.resume();
    });
    stdout.pipe(channel, { end: false });
    stderr.pipe(channel.stderr, { end: false });
    // A background process that keeps the streams keeps the channel open, as with sshd.
    child.on("close", () => channel.stderr.write("", () => channel.end()));
    const letGo = () => {
        stdin.end();
        stdout.destroy();
        stderr.destroy();
    };
    channel.on("close", letGo);
    connection.on("close", letGo);
}

function environmentOf(settings: CommandSettings): NodeJS.ProcessEnv {
    return {
        USER: settings.user,
        LOGNAME: settings.user,
        HOME: settings.home,
        SHELL: settings.loginShell,
        PATH: "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
        LANG: "C.UTF-8",
        SSH_CONNECTION: "127.0.0.1 0 127.0.0.1 22",
        [MARKER]: settings.marker,
    };
}
