import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../host/start-hosts";
import { expectSame, hashTree } from "../measure/expect";
import type { Finding } from "../measure/finding";
import { interleave, timedOf, type Way } from "../measure/interleave";
import { atMost, type TargetsByLink } from "../measure/targets";
import { makeInProcess } from "../ours/in-process";
import { type CopyPeer, makeCopy } from "../peers/copy";
import { requirePrograms } from "../peers/tools";
import { temporaryFolder } from "../temporary-folder";
import { type Case, firstHost, OURS, type Stage, steady } from "./case";
import { makeTree } from "./sources";

const TARGETS: TargetsByLink = { 0: 1.0, 20: 1.0, 80: 1.0 };
const TAR = "tar | ssh";
const RSYNC = "rsync -a";
const SCP = "scp -r, from a sample of 100";
const FOLDER = "bench-tree";
const REMOTE = `${FOLDER}/tree`;
/** scp asks more than once for each file: it gets so many of them, and its time is scaled. */
const SAMPLE = 100;

/** Many small files, none of which is there yet. */
export const tree: Case = {
    name: "tree",
    about: "10,000 files of 1 to 16 KiB, hashes verified, in-process, against tar | ssh and rsync -a",
    run: async (bench) => {
        requirePrograms("tar", "rsync", "scp", "sha256sum", "bash");
        const stage = await bench.linked();
        const { files } = bench.options.sizes;
        const folder = temporaryFolder("tree");
        try {
            makeTree(join(folder, "tree"), files);
            makeTree(join(folder, "sample"), Math.min(files, SAMPLE));
            const rows: Finding[] = [];
            for (const linkMs of stage.hosts.linksMs) {
                const host = firstHost(stage, linkMs);
                const timed = await interleave(waysOf(stage, host, folder, files), steady(bench, `${linkMs} ms`));
                rows.push({
                    kind: "finding",
                    case: "tree",
                    title: `${files} files of 1 to 16 KiB, hashes verified, in-process`,
                    linkMs,
                    unit: "s",
                    ours: timedOf(timed, OURS),
                    peers: [timedOf(timed, TAR), timedOf(timed, RSYNC)],
                    others: [timedOf(timed, SCP)],
                    target: atMost(TARGETS[linkMs]),
                    checked: ["host key", "hashes"],
                });
            }
            return rows;
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    },
};

function waysOf({ hosts, ssh }: Stage, host: Host, folder: string, files: number): Way[] {
    const source = join(folder, "tree");
    const wanted = hashTree(source);
    const ours = makeInProcess(hosts);
    const copy = makeCopy(ssh);
    const onFreshFolder = {
        before: async () => {
            rmSync(join(host.home, FOLDER), { recursive: true, force: true });
            await ssh.once(host, `mkdir ${FOLDER}`);
        },
        after: () => expectSame(hashTree(join(host.home, REMOTE)), wanted, "the tree on the host"),
    };
    const place = async () => {
        await ours.place(host, { kind: "archive-path", path: source }, `/home/ec2-user/${REMOTE}`);
    };
    return [
        { name: OURS, run: place, ...onFreshFolder },
        { name: TAR, run: () => copy.tar(host, source, REMOTE), ...onFreshFolder },
        { name: RSYNC, run: () => copy.rsync(host, `${source}/`, REMOTE), ...onFreshFolder },
        {
            name: SCP,
            run: () => scaled(copy, stageOf(ssh, host), join(folder, "sample"), files),
            before: onFreshFolder.before,
            rounds: 1,
        },
    ];
}

interface Signing {
    readonly host: Host;
    signIn(): Promise<unknown>;
}

function stageOf(ssh: Stage["ssh"], host: Host): Signing {
    return { host, signIn: () => ssh.once(host, "true") };
}

/** Seconds for all files, of which a sample was sent: the sign-in is paid once. */
async function scaled(copy: CopyPeer, { host, signIn }: Signing, sample: string, files: number): Promise<number> {
    const signInSeconds = await seconds(signIn);
    const sampleSeconds = await seconds(() => copy.scpTree(host, sample, REMOTE));
    const all = Math.max(0, sampleSeconds - signInSeconds) * (files / Math.min(files, SAMPLE));
    return signInSeconds + all;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
    const startedAt = performance.now();
    await work();
    return (performance.now() - startedAt) / 1000;
}
