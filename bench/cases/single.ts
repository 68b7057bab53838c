import { expectSame } from "../measure/expect";
import type { Finding } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost, type TargetsByLink } from "../measure/targets";
import { type Case, FLOOR, firstHost, OURS, steady } from "./case";

const TARGETS: TargetsByLink = { 0: 2.0, 20: 2.0, 80: 2.0 };
const SSH = "ssh";

/** One command in one `up`. */
export const single: Case = {
    name: "single",
    about: "one command in one `up`, less the engine's floor, against ssh",
    run: async (bench) => {
        const stage = await bench.linked();
        const { hosts, ssh, engine } = stage;
        const rows: Finding[] = [];
        for (const linkMs of hosts.linksMs) {
            const host = firstHost(stage, linkMs);
            const resources = engine.many(host, 1);
            const ways: Way[] = [
                { name: OURS, run: () => engine.upChecked({ kind: "ours", resources }) },
                { name: FLOOR, run: () => engine.upChecked({ kind: "trivial", resources }) },
                {
                    name: SSH,
                    run: async () => expectSame(await ssh.once(host, "echo output 0"), "output 0\n", "the output"),
                },
            ];
            const timed = await interleave(ways, steady(bench, `${linkMs} ms`));
            rows.push({
                kind: "finding",
                case: "single",
                title: "1 command in one up, less the engine's floor",
                linkMs,
                unit: "s",
                ours: timedOf(timed, OURS),
                floor: timedOf(timed, FLOOR),
                peers: [timedOf(timed, SSH)],
                target: atMost(TARGETS[linkMs]),
                checked: ["host key", "exit code", "output"],
            });
        }
        return rows;
    },
};
