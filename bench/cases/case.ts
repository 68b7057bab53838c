import type { Engine } from "../engine/run-up";
import type { Host, Hosts, HostsWanted } from "../host/start-hosts";
import type { Row } from "../measure/finding";
import type { Rounds } from "../measure/interleave";
import type { Options } from "../options";
import type { AnsiblePeer } from "../peers/ansible";
import type { SshPeer } from "../peers/ssh";

/** One comparison, or several that are measured together. */
export interface Case {
    readonly name: string;
    /** What is compared, for `--help`. */
    readonly about: string;
    /** @throws {Unavailable} the machine lacks what it takes. */
    run(bench: Bench): Promise<readonly Row[]>;
}

/** What the cases share. */
export interface Bench {
    readonly options: Options;
    say(text: string): void;
    /** One real OpenSSH instance over all links of the options that the machine can lay. */
    linked(): Promise<Stage>;
    /** Other hosts, for one case. The caller stops them. */
    stage(wanted: HostsWanted): Promise<Stage>;
    /** Ansible, or undefined where there is none; said once. */
    ansible(stage: Stage): Promise<AnsiblePeer | undefined>;
    /** The folder of the plugin of pulumi-command. @throws {Unavailable} */
    pulumiCommand(): Promise<string>;
    /** The Pulumi CLI's folder. */
    readonly cliRoot: string;
    /** Pictures beside those of the table, by name. */
    readonly pictures: Map<string, string>;
}

/** Hosts, and who acts on them. */
export interface Stage {
    readonly hosts: Hosts;
    readonly ssh: SshPeer;
    readonly engine: Engine;
}

/** The first host over a link; without one, over the first link. */
export function firstHost({ hosts }: Stage, linkMs: number = hosts.linksMs[0] ?? 0): Host {
    const [host] = hosts.over(linkMs);
    if (host === undefined) {
        throw new Error("there is no host");
    }
    return host;
}

/** Names in the table. */
export const OURS = "InstanceConnectCommand";
export const FLOOR = "trivial dynamic resources";

/** Rounds for what takes a moment only: more of them, and one before that does not count. */
export function quick({ options: { rounds, isSmoke } }: Bench): Rounds {
    return isSmoke ? { rounds, warmUp: false } : { rounds: rounds * 3, warmUp: true };
}

/** Rounds for what takes long: each is announced. */
export function steady({ options: { rounds, isSmoke }, say }: Bench, what: string): Rounds {
    const onRound = (round: number) => say(`  ${what}: round ${round} of ${rounds}`);
    return { rounds, warmUp: false, ...(!isSmoke && { onRound }) };
}
