import { expectSame } from "../measure/expect";
import type { Finding } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost, type TargetsByLink } from "../measure/targets";
import { makeInProcess } from "../ours/in-process";
import { runSsh2Program } from "../peers/ssh2-program";
import { type Bench, type Case, firstHost, OURS, quick } from "./case";

const TARGETS: TargetsByLink = { 0: 0.6, 20: 0.7, 80: 0.75 };
const SSH = "ssh";

/** One command on a connection of its own: ours in this process, because ssh is a bare command, too. */
export const cold: Case = {
    name: "cold",
    about: "one command on a fresh connection, in-process, against ssh",
    run: async (bench: Bench) => {
        const stage = await bench.linked();
        const { hosts, ssh } = stage;
        const ours = makeInProcess(hosts);
        const ansible = await bench.ansible(stage);
        const rows: Finding[] = [];
        for (const linkMs of hosts.linksMs) {
            const host = firstHost(stage, linkMs);
            const ways: Way[] = [
                {
                    name: OURS,
                    run: async () => expectSame(await ours.runOnce(host, "echo output 0"), "output 0\n", "the output"),
                },
                {
                    name: SSH,
                    run: async () => expectSame(await ssh.once(host, "echo output 0"), "output 0\n", "the output"),
                },
                { name: "a program with ssh2", run: () => runSsh2Program(hosts, host, 1) },
                ...(ansible ? [{ name: "Ansible", run: () => ansible.commands([host], 1), rounds: 1 }] : []),
            ];
            const timed = await interleave(ways, quick(bench));
            rows.push({
                kind: "finding",
                case: "cold",
                title: "one command on a fresh connection, in-process",
                linkMs,
                unit: "s",
                ours: timedOf(timed, OURS),
                peers: [timedOf(timed, SSH)],
                others: timed.filter(({ name }) => name !== OURS && name !== SSH),
                target: atMost(TARGETS[linkMs]),
                checked: ["host key", "exit code", "output"],
            });
        }
        return rows;
    },
};
