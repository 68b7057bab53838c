import type { Timed } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost } from "../measure/targets";
import { programPath } from "../paths";
import { run } from "../peers/run";
import { type Case, OURS, quick } from "./case";

const RUNTIME = "pulumi-ec2-instance-connect/runtime";
const PULUMI = "@pulumi/pulumi, which the process loads anyway";

interface Loaded {
    readonly milliseconds: number;
    readonly files: number;
    readonly vendorFiles: number;
}

/** What the provider's process loads before it has anything to do. */
export const startUp: Case = {
    name: "start-up",
    about: "what the provider's process loads at its start: time, files, and that AWS clients and ssh2 are not among them",
    run: async (bench) => {
        const load = async (name: string): Promise<Loaded> =>
            JSON.parse(await run(process.execPath, [programPath("load"), name]));
        let loaded: Loaded | undefined;
        const ways: Way[] = [
            {
                name: OURS,
                run: async () => {
                    loaded = await load(RUNTIME);
                    return loaded.milliseconds;
                },
            },
            { name: PULUMI, run: async () => (await load("@pulumi/pulumi")).milliseconds },
        ];
        const timed = await interleave(ways, quick(bench));
        const one = (name: string, value: number): Timed => ({ name, values: [value] });
        const common = { kind: "finding", case: "start-up", linkMs: undefined } as const;
        return [
            {
                ...common,
                title: `the runtime of the provider loads (${loaded?.files} files)`,
                unit: "ms",
                ours: timedOf(timed, OURS),
                peers: [timedOf(timed, PULUMI)],
                target: undefined,
                checked: ["loaded"],
            },
            {
                ...common,
                title: "files of AWS clients and ssh2 that are loaded before something runs",
                unit: "files",
                ours: one(OURS, loaded?.vendorFiles ?? Number.NaN),
                peers: [one("one file", 1)],
                target: atMost(0),
                checked: ["loaded"],
            },
        ];
    },
};
