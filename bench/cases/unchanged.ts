import { rmSync } from "node:fs";
import { join } from "node:path";
import type { PlacedPath } from "../../provider/files/placed-path";
import type { Host } from "../host/start-hosts";
import { expectSame, hashTree } from "../measure/expect";
import type { Finding } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost, type TargetsByLink } from "../measure/targets";
import { makeInProcess } from "../ours/in-process";
import { makeCopy } from "../peers/copy";
import { requirePrograms } from "../peers/tools";
import { temporaryFolder } from "../temporary-folder";
import { type Case, firstHost, OURS, type Stage, steady } from "./case";
import { changeTree, makeTree } from "./sources";

const TARGETS: TargetsByLink = { 0: 1.0, 20: 1.0, 80: 1.0 };
const RSYNC = "rsync -a --checksum";

const FOLDER = "bench-unchanged";

/** Many small files that are there already, but for none or a few. */
export const unchanged: Case = {
    name: "unchanged",
    about: "10,000 files of which none or 10 changed, compared on the host, in-process, against rsync -a --checksum",
    run: async (bench) => {
        requirePrograms("rsync");
        const stage = await bench.linked();
        const { files, changedFiles } = bench.options.sizes;
        const folder = temporaryFolder("tree");
        try {
            makeTree(folder, files);
            const waysAt = await prepare(stage, folder);
            const rows: Finding[] = [];
            for (const linkMs of stage.hosts.linksMs) {
                for (const changed of [0, changedFiles]) {
                    const ways = waysAt(linkMs, () => changeTree(folder, files, changed));
                    const timed = await interleave(ways, steady(bench, `${linkMs} ms, ${changed} changed`));
                    rows.push({
                        kind: "finding",
                        case: "unchanged",
                        title: `${files} files of which ${changed || "none"} changed, compared on the host, in-process`,
                        linkMs,
                        unit: "s",
                        ours: timedOf(timed, OURS),
                        peers: [timedOf(timed, RSYNC)],
                        target: atMost(TARGETS[linkMs]),
                        checked: ["host key", "hashes"],
                    });
                }
            }
            return rows;
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    },
};

/** Each way has a tree of its own on the host, which it has put there itself. */
async function prepare(stage: Stage, folder: string): Promise<(linkMs: number, change: () => void) => Way[]> {
    const { hosts, ssh } = stage;
    const ours = makeInProcess(hosts);
    const { rsync } = makeCopy(ssh);
    let placed: readonly PlacedPath[] = [];
    const place = async (host: Host) => {
        placed = await ours.place(
            host,
            { kind: "archive-path", path: folder },
            `/home/ec2-user/${FOLDER}/ours`,
            placed,
        );
    };
    const compare = (host: Host) => rsync(host, `${folder}/`, `${FOLDER}/rsync`, "--checksum");
    const host = firstHost(stage);
    await ssh.once(host, `mkdir ${FOLDER}`);
    await place(host);
    await compare(host);
    const isAsWanted = (name: string) => () =>
        expectSame(hashTree(join(host.home, FOLDER, name)), hashTree(folder), "the tree on the host");
    return (linkMs, before) => {
        const over = firstHost(stage, linkMs);
        return [
            { name: OURS, before, run: () => place(over), after: isAsWanted("ours") },
            { name: RSYNC, before, run: () => compare(over), after: isAsWanted("rsync") },
        ];
    };
}
