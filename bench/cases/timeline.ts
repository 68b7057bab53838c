import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expectOutputs } from "../measure/expect";
import { programPath } from "../paths";
import { drawTimeline, type Recording } from "../report/timeline";
import { temporaryFolder } from "../temporary-folder";
import { type Moment, TIMELINE_FILE, TIMELINE_HOST } from "../timeline/moment";
import { type Case, firstHost, type Stage } from "./case";

const LINK_MS = 20;

/** Where the time of one command goes, as a picture of the run of middle length. */
export const timeline: Case = {
    name: "timeline",
    about: "where the time of one command goes in one `up`: a picture of a measured run",
    run: async (bench) => {
        const stage = await bench.linked();
        const { linksMs } = stage.hosts;
        const linkMs = linksMs.includes(LINK_MS) ? LINK_MS : Math.max(...linksMs);
        const recordings: Recording[] = [];
        while (recordings.length < bench.options.rounds) {
            recordings.push(await record(stage, linkMs));
        }
        const lengthOf = ({ startedAt, endedAt }: Recording) => endedAt - startedAt;
        const sorted = recordings.toSorted((one, other) => lengthOf(one) - lengthOf(other));
        const middle = sorted[Math.floor((sorted.length - 1) / 2)];
        if (middle !== undefined) {
            bench.pictures.set("one-command", drawTimeline(middle));
        }
        return [];
    },
};

async function record(stage: Stage, linkMs: number): Promise<Recording> {
    const host = firstHost(stage, linkMs);
    const { engine } = stage;
    const folder = temporaryFolder("timeline");
    const file = join(folder, "moments");
    try {
        const environment = {
            NODE_OPTIONS: `--require ${programPath("probe")}`,
            [TIMELINE_FILE]: file,
            [TIMELINE_HOST]: host.address,
        };
        const result = await engine.up({ kind: "ours", resources: engine.many(host, 1) }, { environment });
        expectOutputs(
            result.resources.map(({ stdout }) => stdout),
            1,
        );
        const moments = readFileSync(file, "utf8")
            .trim()
            .split("\n")
            .map((text): Moment => JSON.parse(text));
        return { ...result, moments, linkMs };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
