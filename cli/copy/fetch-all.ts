import { isProviderError } from "../../provider/base/error";
import type { Downloads } from "../../provider/files";
import type { CopySettings, DownloadJob } from "./copy-settings";
import { failureOf } from "./file-error";
import { openLocalFile } from "./local-file";

const SMALL_BYTES = 64 * 1024;
/** What is read in one go: so much is held in memory, and so many names are given to a tool there. */
const BATCH = { files: 200, bytes: 4 * 1024 * 1024, nameBytes: 64 * 1024 };
/** The host answers one after the other; the next ones are asked for meanwhile. */
const ASKED_AHEAD = 4;

/** Reads all files, each into its place. What is the matter with one is reported, and the others go on. */
export async function fetchAll(
    files: readonly DownloadJob[],
    downloads: Downloads,
    settings: Pick<CopySettings, "preserves" | "reporter">,
): Promise<void> {
    const { reporter, preserves } = settings;
    const alone = async (job: DownloadJob) => {
        const { from, to } = job;
        reporter.begin(from.path);
        let arrived = 0;
        try {
            const file = openLocalFile(to, from, preserves);
            try {
                const write = (bytes: Buffer) => {
                    file.write(bytes);
                    arrived += bytes.length;
                    reporter.add(bytes.length);
                };
                const { sizeBytes } = await downloads.fetch({ path: from.path }, { write });
                file.commit();
                reporter.copied({ from: from.path, to, sizeBytes });
            } finally {
                file.discard();
            }
        } catch (error) {
            const failure = failureOf(isProviderError(error) ? from.path : to, error);
            if (failure === undefined) {
                throw error;
            }
            reporter.add(-arrived);
            reporter.failed(failure);
        }
    };
    const together = async (jobs: readonly DownloadJob[]) => {
        const [first, ...more] = jobs;
        const read = more.length === 0 ? undefined : await downloads.fetchSmall(jobs.map(({ from }) => from.path));
        if (first !== undefined && read === undefined) {
            for (const job of jobs) {
                await alone(job);
            }
        }
        for (const [index, { path, bytes }] of (read ?? []).entries()) {
            const { from, to } = jobs[index] as DownloadJob;
            reporter.begin(path);
            try {
                const file = openLocalFile(to, from, preserves);
                try {
                    file.write(bytes);
                    file.commit();
                } finally {
                    file.discard();
                }
                reporter.add(bytes.length);
                reporter.copied({ from: path, to, sizeBytes: bytes.length });
            } catch (error) {
                const failure = failureOf(to, error);
                if (failure === undefined) {
                    throw error;
                }
                reporter.failed(failure);
            }
        }
    };
    const batches = batchesOf(files);
    const work = async () => {
        for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
            await together(batch);
        }
    };
    await Promise.all(Array.from({ length: ASKED_AHEAD }, work));
}

function batchesOf(files: readonly DownloadJob[]): DownloadJob[][] {
    const batches: DownloadJob[][] = [];
    let open: DownloadJob[] = [];
    let bytes = 0;
    let nameBytes = 0;
    for (const job of files) {
        const { sizeBytes, path } = job.from;
        // What says that it is empty may be a file of the kernel: that is for one by itself to find out.
        if (sizeBytes > SMALL_BYTES) {
            batches.push([job]);
            continue;
        }
        const nameSize = Buffer.byteLength(path);
        const isFull =
            open.length >= BATCH.files || bytes + sizeBytes > BATCH.bytes || nameBytes + nameSize > BATCH.nameBytes;
        if (isFull || open.length === 0) {
            open = [];
            batches.push(open);
            [bytes, nameBytes] = [0, 0];
        }
        open.push(job);
        bytes += sizeBytes;
        nameBytes += nameSize;
    }
    return batches;
}
