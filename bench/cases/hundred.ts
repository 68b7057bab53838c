import type { Host } from "../host/start-hosts";
import type { Finding, Row, Timed } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost, type TargetsByLink } from "../measure/targets";
import { pluginFolder } from "../paths";
import { runSsh2Program } from "../peers/ssh2-program";
import { Unavailable } from "../unavailable";
import { type Bench, type Case, FLOOR, firstHost, OURS, type Stage, steady } from "./case";

const NET: TargetsByLink = { 0: 1.0, 20: 0.35, 80: 0.2 };
const WHOLE: TargetsByLink = { 0: 1.3, 20: 1.3, 80: 1.3 };
const PULUMI_COMMAND: TargetsByLink = { 0: 0.75, 20: 0.6, 80: 0.4 };
const LOOP = "ssh over ControlMaster in a loop";
const COMMAND = "pulumi-command";
const PLUGIN = "InstanceConnectCommand through the plugin";

/** Many commands on one instance in one `up`: less the engine's floor, and as a whole. */
export const hundred: Case = {
    name: "hundred",
    about: "100 commands on one instance in one `up`, against ssh in a loop, the engine's floor and pulumi-command",
    run: async (bench) => {
        const stage = await bench.linked();
        const commandPath = await bench.pulumiCommand().catch(whyNot);
        const rows: Row[] = [];
        for (const linkMs of stage.hosts.linksMs) {
            const host = firstHost(stage, linkMs);
            const ways = await waysOf(bench, stage, host, commandPath instanceof Unavailable ? undefined : commandPath);
            const timed = await interleave(ways, steady(bench, `${linkMs} ms`));
            rows.push(...findingsOf(timed, linkMs, bench.options.sizes.commands));
            if (commandPath instanceof Unavailable) {
                const title = `the same up to ${COMMAND}, ${linkMs} ms`;
                rows.push({ kind: "skipped", case: "hundred", title, reason: commandPath.message });
            }
        }
        return rows;
    },
};

async function waysOf(bench: Bench, stage: Stage, host: Host, commandPath: string | undefined): Promise<Way[]> {
    const { hosts, ssh, engine } = stage;
    const { commands } = bench.options.sizes;
    const resources = engine.many(host, commands);
    const ansible = await bench.ansible(stage);
    const pathOf = (folder: string) => ({ PATH: `${folder}:${process.env.PATH ?? ""}` });
    return [
        { name: OURS, run: () => engine.upChecked({ kind: "ours", resources }) },
        {
            name: PLUGIN,
            run: () => engine.upChecked({ kind: "plugin", resources }, { environment: pathOf(pluginFolder) }),
        },
        { name: FLOOR, run: () => engine.upChecked({ kind: "trivial", resources }) },
        { name: LOOP, run: () => ssh.loop(host, commands), after: () => ssh.closeMaster(host) },
        { name: "a program with ssh2", run: () => runSsh2Program(hosts, host, commands) },
        ...(commandPath === undefined
            ? []
            : [
                  {
                      name: COMMAND,
                      run: () => engine.upChecked({ kind: "command", resources }, { environment: pathOf(commandPath) }),
                  },
              ]),
        ...(ansible ? [{ name: "Ansible", run: () => ansible.loop(host, commands), rounds: 1 }] : []),
    ];
}

function findingsOf(timed: readonly Timed[], linkMs: number, commands: number): Finding[] {
    const [ours, floor, plugin] = [timedOf(timed, OURS), timedOf(timed, FLOOR), timedOf(timed, PLUGIN)];
    const common = { kind: "finding", case: "hundred", linkMs, unit: "s", ours } as const;
    const command = timed.find(({ name }) => name === COMMAND);
    const whole = `${commands} commands in one up as a whole,`;
    const checked = ["host key", "exit codes", "outputs"];
    return [
        {
            ...common,
            title: `${commands} commands in one up, less the engine's floor`,
            floor,
            peers: [timedOf(timed, LOOP)],
            others: timed.filter(({ name }) => ![OURS, PLUGIN, FLOOR, LOOP].includes(name)),
            target: atMost(NET[linkMs]),
            checked,
        },
        { ...common, title: `${whole} to the engine's floor`, peers: [floor], target: atMost(WHOLE[linkMs]), checked },
        ...(command
            ? [
                  {
                      ...common,
                      title: `${whole} to ${COMMAND}`,
                      peers: [command],
                      target: atMost(PULUMI_COMMAND[linkMs]),
                      checked,
                  },
                  {
                      ...common,
                      title: `${commands} commands in one up through the plugin, to ${COMMAND}`,
                      ours: plugin,
                      peers: [command],
                      target: atMost(PULUMI_COMMAND[linkMs]),
                      checked,
                  },
              ]
            : []),
    ];
}

function whyNot(error: unknown): Unavailable {
    if (error instanceof Unavailable) {
        return error;
    }
    throw error;
}
