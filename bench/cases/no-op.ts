import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost } from "../measure/targets";
import { type Case, FLOOR, firstHost, OURS, steady } from "./case";

/** An `up` that changes nothing. */
export const noOp: Case = {
    name: "no-op",
    about: "an `up` that changes nothing, with 100 resources, against as many trivial dynamic resources",
    run: async (bench) => {
        const stage = await bench.linked();
        const { engine } = stage;
        const { commands } = bench.options.sizes;
        const resources = engine.many(firstHost(stage), commands);
        const ways: Way[] = [
            { name: OURS, run: () => engine.upChecked({ kind: "ours", resources }, { operation: "no-op" }) },
            { name: FLOOR, run: () => engine.upChecked({ kind: "trivial", resources }, { operation: "no-op" }) },
        ];
        const timed = await interleave(ways, steady(bench, "nothing to do"));
        return [
            {
                kind: "finding",
                case: "no-op",
                title: `an up that changes nothing, ${commands} resources`,
                linkMs: undefined,
                unit: "s",
                ours: timedOf(timed, OURS),
                peers: [timedOf(timed, FLOOR)],
                target: atMost(1.1),
                checked: ["all the same"],
            },
        ];
    },
};
