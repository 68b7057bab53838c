import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../host/start-hosts";
import { expectSame, hashFile } from "../measure/expect";
import type { Finding, Timed } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atLeast, atMost, type TargetsByLink } from "../measure/targets";
import { makeInProcess } from "../ours/in-process";
import { makeCopy } from "../peers/copy";
import { sendRaw } from "../peers/raw-tcp";
import { requirePrograms } from "../peers/tools";
import { temporaryFolder } from "../temporary-folder";
import { type Bench, type Case, firstHost, OURS, type Stage, steady } from "./case";
import { makeLargeFile } from "./sources";

const TIME: TargetsByLink = { 0: 1.0, 20: 0.55, 80: 0.3 };
const RATE: TargetsByLink = { 20: 0.6, 80: 0.5 };
const SCP = "scp and sha256sum";
const RAW = "raw TCP";
const FOLDER = "bench-file";
const REMOTE = `${FOLDER}/file`;

/** One large file up, hash verified. */
export const file: Case = {
    name: "file",
    about: "one file of 1 GiB up, hash verified, in-process, against scp and raw TCP",
    run: async (bench) => {
        requirePrograms("scp", "sha256sum");
        const stage = await bench.linked();
        const folder = temporaryFolder("file");
        try {
            const source = join(folder, "file");
            makeLargeFile(source, bench.options.sizes.fileMib);
            const wanted = await hashFile(source);
            const rows: Finding[] = [];
            for (const linkMs of stage.hosts.linksMs) {
                const host = firstHost(stage, linkMs);
                const ways = waysOf(bench, stage, { host, linkMs, source, wanted });
                const timed = await interleave(ways, steady(bench, `${linkMs} ms`));
                rows.push(...findingsOf(timed, linkMs, bench.options.sizes.fileMib));
            }
            return rows;
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    },
};

interface Work {
    readonly host: Host;
    readonly linkMs: number;
    readonly source: string;
    readonly wanted: string;
}

function waysOf({ options }: Bench, { hosts, ssh }: Stage, { host, linkMs, source, wanted }: Work): Way[] {
    const ours = makeInProcess(hosts);
    const copy = makeCopy(ssh);
    let scpAlone = 0;
    const onFreshFolder = {
        before: () => {
            rmSync(join(host.home, FOLDER), { recursive: true, force: true });
            return ssh.once(host, `mkdir ${FOLDER}`).then(() => {});
        },
        after: async () => expectSame(await hashFile(join(host.home, REMOTE)), wanted, "the hash on the host"),
    };
    const place = async () => {
        await ours.place(host, { kind: "path", path: source }, `/home/ec2-user/${REMOTE}`);
    };
    return [
        { name: OURS, run: place, ...onFreshFolder },
        {
            name: SCP,
            run: async () => {
                scpAlone = await copy.scp(host, source, REMOTE);
            },
            ...onFreshFolder,
        },
        { name: "scp alone, not verified", run: async () => scpAlone },
        { name: "rsync -a", run: () => copy.rsync(host, source, REMOTE, "--whole-file"), ...onFreshFolder },
        { name: RAW, run: () => sendRaw(hosts, linkMs, options.sizes.fileMib) },
    ];
}

function findingsOf(timed: readonly Timed[], linkMs: number, mebibytes: number): Finding[] {
    const [ours, raw] = [timedOf(timed, OURS), timedOf(timed, RAW)];
    const rate = ({ name, values }: Timed) => ({ name, values: values.map((seconds) => mebibytes / seconds) });
    const common = { kind: "finding", case: "file", linkMs, checked: ["host key", "hash"] } as const;
    return [
        {
            ...common,
            title: `one file of ${mebibytes} MiB, hash verified, in-process`,
            unit: "s",
            ours,
            peers: [timedOf(timed, SCP)],
            others: timed.filter(({ name }) => ![OURS, SCP, RAW].includes(name)),
            target: atMost(TIME[linkMs]),
        },
        {
            ...common,
            title: "the rate of the same, of what TCP makes of the link",
            unit: "MiB/s",
            ours: rate(ours),
            peers: [rate(raw)],
            target: atLeast(RATE[linkMs]),
        },
    ];
}
