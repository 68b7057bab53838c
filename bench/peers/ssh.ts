import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host, Hosts } from "../host/start-hosts";
import { expectLines } from "../measure/expect";
import { run } from "./run";

/**
 * OpenSSH and what is built on it, as people set it up: a key in `authorized_keys`, the host's key in `known_hosts` and checked,
 * nothing asked. All use the fastest cipher that OpenSSH has here, which is not its default: the comparison is with its best.
 */
export interface SshPeer {
    /** To be passed on to what calls ssh by itself. */
    readonly configPath: string;
    /** One connection for one command. */
    once(host: Host, command: string): Promise<string>;
    /** A command after the other over one connection that a master holds, in one shell, as in a script. */
    loop(host: Host, commands: number): Promise<void>;
    /** One command on each host, so many at a time. */
    crowd(hosts: readonly Host[], atATime: number): Promise<void>;
    closeMaster(host: Host): Promise<void>;
}

/** Writes an `ssh_config` that knows the hosts over each link. */
export function makeSsh(hosts: Hosts): SshPeer {
    const configPath = join(hosts.folder, "ssh_config");
    const blocks = hosts.linksMs
        .flatMap(hosts.over)
        .map(({ name, address, port }) =>
            [
                `Host ${name} ${name}-shared`,
                `  HostName ${address}`,
                `  Port ${port}`,
                "",
                `Host ${name}-shared`,
                "  ControlMaster auto",
                `  ControlPath ${join(hosts.folder, "master-%C")}`,
                "  ControlPersist 60",
                "",
            ].join("\n"),
        );
    writeFileSync(configPath, `${blocks.join("\n")}${printCommon(hosts)}`);
    const ssh = `ssh -F ${configPath}`;
    const script = (text: string) => run("sh", ["-e", "-c", text]);
    return {
        configPath,
        once: (host, command) => run("ssh", ["-F", configPath, host.name, command]),
        loop: async (host, commands) => {
            const loop = `i=0; while [ $i -lt ${commands} ]; do ${ssh} ${host.name}-shared "echo output $i"; i=$((i+1)); done`;
            expectLines(await script(loop), commands);
        },
        crowd: async (all, atATime) => {
            const names = all.map(({ name }) => name).join("\n");
            const each = `${ssh} -n "$0" "echo output \${0##*-}"`;
            const list = await run("xargs", ["-P", String(atATime), "-n", "1", "sh", "-c", each], { input: names });
            expectLines(list, all.length);
        },
        closeMaster: async (host) => {
            await run("ssh", ["-F", configPath, "-O", "exit", `${host.name}-shared`]).catch(() => undefined);
        },
    };
}

function printCommon({ folder, keyPath }: Hosts): string {
    return [
        "Host *",
        "  User ec2-user",
        `  IdentityFile ${keyPath}`,
        "  IdentitiesOnly yes",
        "  BatchMode yes",
        "  StrictHostKeyChecking yes",
        `  UserKnownHostsFile ${join(folder, "known_hosts")}`,
        "  GlobalKnownHostsFile none",
        "  UpdateHostKeys no",
        "  Ciphers aes128-gcm@openssh.com",
        "  LogLevel ERROR",
        "",
    ].join("\n");
}
