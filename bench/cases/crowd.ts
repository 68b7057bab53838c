import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost } from "../measure/targets";
import { type Case, FLOOR, OURS, steady } from "./case";

const AT_A_TIME = 16;
const XARGS = `xargs -P ${AT_A_TIME} ssh`;

/** One command on each of many instances, in one `up`. */
export const crowd: Case = {
    name: "crowd",
    about: "100 instances, one command each, in one `up`, less the engine's floor, against xargs -P 16 ssh",
    run: async (bench) => {
        const { instances } = bench.options.sizes;
        const stage = await bench.stage({ instances, linksMs: [0] });
        const { hosts, ssh, engine } = stage;
        try {
            const all = hosts.over(0);
            const resources = engine.resources(all);
            const ansible = await bench.ansible(stage);
            const ways: Way[] = [
                { name: OURS, run: () => engine.upChecked({ kind: "ours", resources }) },
                { name: FLOOR, run: () => engine.upChecked({ kind: "trivial", resources }) },
                { name: XARGS, run: () => ssh.crowd(all, AT_A_TIME) },
                ...(ansible ? [{ name: "Ansible", run: () => ansible.commands(all, AT_A_TIME), rounds: 1 }] : []),
            ];
            const timed = await interleave(ways, steady(bench, `${instances} instances`));
            return [
                {
                    kind: "finding",
                    case: "crowd",
                    title: `${instances} instances, one command each, in one up, less the engine's floor`,
                    linkMs: 0,
                    unit: "s",
                    ours: timedOf(timed, OURS),
                    floor: timedOf(timed, FLOOR),
                    peers: [timedOf(timed, XARGS)],
                    others: timed.filter(({ name }) => name === "Ansible"),
                    target: atMost(0.8),
                    checked: ["host keys", "exit codes", "outputs"],
                },
            ];
        } finally {
            await hosts.stop();
        }
    },
};
