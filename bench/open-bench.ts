import type { Bench, Stage } from "./cases/case";
import { makeEngine } from "./engine/run-up";
import { startHosts } from "./host/start-hosts";
import type { Skipped } from "./measure/finding";
import type { Options } from "./options";
import { type AnsiblePeer, findAnsible, makeAnsible } from "./peers/ansible";
import { findPulumiCommand } from "./peers/pulumi-command";
import { makeSsh } from "./peers/ssh";
import { requirePrograms } from "./peers/tools";
import { Unavailable } from "./unavailable";

/** What the cases share, until it is closed. */
export interface OpenBench extends Bench {
    /** Links and peers that were left out, for the table. */
    readonly skipped: readonly Skipped[];
    close(): Promise<void>;
}

/** Starts nothing until a case asks for it, and then once. */
export function openBench(options: Options, say: (text: string) => void): OpenBench {
    const cliRoot = process.env.PULUMI_CLI_ROOT ?? "";
    const skipped: Skipped[] = [];
    const skip = (title: string, { message: reason }: Unavailable) => {
        say(`SKIPPED: ${title}: ${reason}`);
        skipped.push({ kind: "skipped", case: "all", title, reason });
    };
    const stage: Bench["stage"] = async (wanted) => {
        requirePrograms("ssh", "ssh-keygen", "unshare", "nsenter", "ip");
        const hosts = await startHosts(wanted);
        return { hosts, ssh: makeSsh(hosts), engine: makeEngine(hosts, cliRoot) };
    };
    let linked: Promise<Stage> | undefined;
    let ansible: Promise<string | undefined> | undefined;
    let pulumiCommand: Promise<string> | undefined;
    const layAll = async () => {
        try {
            return await stage({ instances: 1, linksMs: options.linksMs });
        } catch (error) {
            const delays = options.linksMs.filter((linkMs) => linkMs > 0);
            if (!(error instanceof Unavailable) || delays.length === 0) {
                throw error;
            }
            const without = await stage({ instances: 1, linksMs: [0] });
            skip(`links of ${delays.join(" and ")} ms`, error);
            return without;
        }
    };
    const findAnsibleOnce = () =>
        findAnsible(!options.isSmoke, say).catch((error) => {
            if (!(error instanceof Unavailable)) throw error;
            skip("Ansible", error);
            return undefined;
        });
    return {
        options,
        cliRoot,
        pictures: new Map(),
        say,
        skipped,
        stage,
        linked: () => {
            linked ??= layAll();
            return linked;
        },
        ansible: async ({ hosts, ssh }): Promise<AnsiblePeer | undefined> => {
            ansible ??= findAnsibleOnce();
            const program = await ansible;
            return program === undefined ? undefined : makeAnsible(program, hosts, ssh);
        },
        pulumiCommand: () => {
            pulumiCommand ??= findPulumiCommand(!options.isSmoke, say);
            return pulumiCommand;
        },
        close: async () => {
            const open = await linked?.catch(() => undefined);
            await open?.hosts.stop();
        },
    };
}
