import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
import { type Case, OURS, type Stage } from "./case";
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
        const folder = mkdtempSync(join(tmpdir(), "bench-tree-"));
        try {
            makeTree(folder, files);
            const rows: Finding[] = [];
            for (const linkMs of stage.hosts.linksMs) {
                const [host] = stage.hosts.over(linkMs);
                if (host === undefined) continue;
                for (const changed of [0, changedFiles]) {
                    const ways = await waysOf(stage, host, folder, () => changeTree(folder, files, changed));
                    const timed = await interleave(ways, { rounds: bench.options.rounds, warmUp: false });
                    rows.push({
                        kind: "finding",
                        case: "unchanged",
                        title: `${files} files of which ${changed || "none"} changed, compared on the host`,
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

/** Each has a tree of its own on the host, which it has put there itself. */
async function waysOf({ hosts, ssh }: Stage, host: Host, folder: string, change: () => void): Promise<Way[]> {
    const ours = makeInProcess(hosts);
    const { rsync } = makeCopy(ssh);
    let placed: readonly PlacedPath[] = [];
    const place = async () => {
        placed = await ours.place(
            host,
            { kind: "archive-path", path: folder },
            `/home/ec2-user/${FOLDER}/ours`,
            placed,
        );
    };
    const compare = () => rsync(host, `${folder}/`, `${FOLDER}/rsync`, "--checksum");
    const isAsWanted = (name: string) => () =>
        expectSame(hashTree(join(host.home, FOLDER, name)), hashTree(folder), "the tree on the host");
    rmSync(join(host.home, FOLDER), { recursive: true, force: true });
    await ssh.once(host, `mkdir ${FOLDER}`);
    await place();
    await compare();
    return [
        { name: OURS, before: change, run: place, after: isAsWanted("ours") },
        { name: RSYNC, before: change, run: compare, after: isAsWanted("rsync") },
    ];
}
