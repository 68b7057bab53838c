import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Writable } from "node:stream";
import type { ServerChannel } from "ssh2";
import type { OutputPipes } from "./command-pipes";
import { joinStreams } from "./command-streams";
import { killQuietly, MARKER } from "./leftovers";

/** What a command of an embedded host runs with. */
export interface CommandSettings {
    readonly user: string;
    readonly home: string;
    readonly loginShell: string;
    readonly marker: string;
    /** A folder of programs that come first on PATH. */
    readonly programs: string;
    /** Process groups to end when the instance ends; the command adds its own. */
    readonly groups: Set<number>;
    openPipes(): OutputPipes;
    record(command: string): void;
}

/** A command that was started. */
export interface RunningCommand {
    /** Sends a signal (`TERM`) to its process group. */
    signal(name: string): void;
    /** The connection is gone: the command goes on, but nobody listens. */
    letGo(): void;
}

/**
 * Runs a command as sshd does without a terminal: the login shell with `-c`, its own session, pipes for the three streams.
 */
export function runCommand(channel: ServerChannel, command: string, settings: CommandSettings): RunningCommand {
    settings.record(command);
    const pipes = settings.openPipes();
    const child = spawn(settings.loginShell, ["-c", command], {
        cwd: settings.home,
        env: environmentOf(settings),
        detached: true,
        stdio: ["pipe", ...pipes.inherited],
    });
    pipes.handOver();
    const streams = joinStreams(channel, child.stdin as Writable, pipes);
    const group = child.pid;
    if (group !== undefined) settings.groups.add(group);
    const exited = new Promise<void>((resolve) => {
        child.on("error", () => {
            channel.exit(127);
            resolve();
        });
        child.on("exit", (exitCode, signal) => {
            if (signal) channel.exit(signal.replace(/^SIG/, ""), false, "");
            else channel.exit(exitCode ?? 255);
            if (group !== undefined && !hasMembers(group)) settings.groups.delete(group);
            resolve();
        });
    });
    // A background process that keeps the streams keeps the channel open, as with sshd.
    void Promise.all([exited, streams.drained]).then(() => channel.end());
    return {
        letGo: streams.letGo,
        signal: (name) => {
            const signal = `SIG${name.replace(/^SIG/, "")}` as NodeJS.Signals;
            if (group !== undefined && signal in constants.signals) killQuietly(-group, signal);
        },
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

function environmentOf(settings: CommandSettings): NodeJS.ProcessEnv {
    return {
        USER: settings.user,
        LOGNAME: settings.user,
        HOME: settings.home,
        MAIL: `/var/mail/${settings.user}`,
        SHELL: settings.loginShell,
        PATH: `${settings.programs}:/usr/local/bin:/usr/bin:/bin:/usr/games`,
        SSH_CLIENT: "127.0.0.1 0 22",
        SSH_CONNECTION: "127.0.0.1 0 127.0.0.1 22",
        [MARKER]: settings.marker,
    };
}
