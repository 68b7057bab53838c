import { mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Host, Hosts } from "../host/start-hosts";
import { expectOutputs } from "../measure/expect";
import { userCache } from "../paths";
import { Unavailable } from "../unavailable";
import { run } from "./run";
import type { SshPeer } from "./ssh";
import { findProgram, isExecutable } from "./tools";

const VERSION = "2.19.14";

/** Ansible with pipelining and its own ControlMaster, over the same `ssh_config`. */
export interface AnsiblePeer {
    /** One task of one command on each host, so many at a time. */
    commands(hosts: readonly Host[], forks: number): Promise<void>;
    /** One task after the other on one host. */
    loop(host: Host, commands: number): Promise<void>;
}

/**
 * The `ansible-playbook` to measure: the one that the bench has installed, else one from PyPI into a virtual environment in the user's
 * cache where that is allowed, else the machine's.
 * @throws {Unavailable} there is none.
 */
export async function findAnsible(mayInstall: boolean, say: (text: string) => void): Promise<string> {
    const folder = join(userCache, `ansible-core-${VERSION}`);
    const installed = join(folder, "bin", "ansible-playbook");
    const onMachine = findProgram("ansible-playbook");
    if (isExecutable(installed)) {
        return installed;
    }
    if (mayInstall && findProgram("python3") !== undefined) {
        say(
            `Installing ansible-core ${VERSION} from PyPI into a virtual environment, ${folder} (once; about a minute) ...`,
        );
        try {
            await run("python3", ["-m", "venv", folder]);
            await run(join(folder, "bin", "pip"), ["install", "--quiet", `ansible-core==${VERSION}`]);
            return installed;
        } catch (error) {
            say(`  that did not work: ${String(error).split("\n").slice(0, 3).join(" ")}`);
        }
    }
    if (onMachine === undefined) {
        throw new Unavailable("this machine has no ansible-playbook");
    }
    return onMachine;
}

export function makeAnsible(playbookProgram: string, hosts: Hosts, ssh: SshPeer): AnsiblePeer {
    const inventory = join(hosts.folder, "inventory.ini");
    const names = hosts.linksMs
        .flatMap(hosts.over)
        .map(({ name }) => `${name} ansible_python_interpreter=/usr/bin/python3`);
    writeFileSync(inventory, `${names.join("\n")}\n`);
    const environment = {
        ANSIBLE_PIPELINING: "1",
        ANSIBLE_HOST_KEY_CHECKING: "1",
        ANSIBLE_SSH_ARGS: `-F ${ssh.configPath} -o ControlMaster=auto -o ControlPersist=60`,
        ANSIBLE_SSH_CONTROL_PATH_DIR: join(hosts.folder, "ansible-masters"),
        ANSIBLE_STDOUT_CALLBACK: "ansible.builtin.default",
        ANSIBLE_LOCAL_TEMP: join(hosts.folder, "ansible"),
        ANSIBLE_NOCOWS: "1",
        LC_ALL: "C.UTF-8",
        PATH: `${dirname(playbookProgram)}:${process.env.PATH ?? ""}`,
    };
    const play = async (all: readonly Host[], task: object, forks: number): Promise<string> => {
        const playbook = join(mkdtempSync(join(hosts.folder, "play-")), "playbook.yml");
        writeFileSync(playbook, JSON.stringify([{ hosts: "all", gather_facts: false, tasks: [task] }]));
        const limit = all.map(({ name }) => name).join(",");
        return run(playbookProgram, ["-v", "-i", inventory, "-l", limit, "-f", String(forks), playbook], {
            environment,
        });
    };
    return {
        commands: async (all, forks) => {
            const command = { "ansible.builtin.command": "echo output {{ inventory_hostname.split('-')[-1] }}" };
            expectOutputs(outputsIn(await play(all, command, forks)), all.length);
        },
        loop: async (host, commands) => {
            const task = {
                "ansible.builtin.command": "echo output {{ item }}",
                loop: Array.from({ length: commands }, (_, index) => index),
            };
            expectOutputs(outputsIn(await play([host], task, 1)), commands);
        },
    };
}

/** What the tasks printed, as `-v` tells it: the exit code of the playbook says that each ended with 0. */
function outputsIn(text: string): string[] {
    return [...text.matchAll(/"stdout": "(output \d+)"/g)].map(([, output = ""]) => output);
}
