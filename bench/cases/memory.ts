import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ResourceOrder } from "../engine/order";
import { expectOutputs, expectSame, hashFile } from "../measure/expect";
import type { Finding } from "../measure/finding";
import { atMost } from "../measure/targets";
import { temporaryFolder } from "../temporary-folder";
import { type Bench, type Case, firstHost, OURS, type Stage } from "./case";
import { makeLargeFile } from "./sources";

const LIMIT_MIB = 250;

/** The most memory that the provider's process has had in one `up`. */
export const memory: Case = {
    name: "memory",
    about: "the provider's peak of memory: 1 GiB up, 1 GiB of output, 500 connections",
    run: async (bench) => {
        const { fileMib, outputMib, connections } = bench.options.sizes;
        const stage = await bench.linked();
        return [
            finding(`memory: a file of ${fileMib} MiB up`, await ofFile(stage, fileMib)),
            finding(`memory: ${outputMib} MiB of output`, await ofOutput(stage, outputMib)),
            finding(`memory: ${connections} connections`, await ofConnections(bench, connections)),
        ];
    },
};

function finding(title: string, peakMib: number): Finding {
    return {
        kind: "finding",
        case: "memory",
        title,
        linkMs: undefined,
        unit: "MiB",
        ours: { name: OURS, values: [peakMib] },
        peers: [{ name: "the limit", values: [LIMIT_MIB] }],
        target: atMost(1),
        checked: ["result"],
    };
}

async function ofFile(stage: Stage, mebibytes: number): Promise<number> {
    const folder = temporaryFolder("memory");
    try {
        const source = join(folder, "file");
        makeLargeFile(source, mebibytes);
        const remotePath = "/home/ec2-user/memory-file";
        const { resources, peakMib } = await upOfOne(stage, { file: { source, remotePath } });
        expectSame(resources[0]?.fileHashes?.[remotePath] ?? "", await hashFile(source), "the hash");
        return peakMib;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

async function ofOutput(stage: Stage, mebibytes: number): Promise<number> {
    const bytes = mebibytes * 1024 * 1024;
    const { resources, peakMib } = await upOfOne(stage, {
        script: `yes 'one more line of an output that is long' | head -c ${bytes}`,
        isQuiet: true,
    });
    expectSame(String(resources[0]?.run?.stdoutBytes), String(bytes), "the count of bytes");
    return peakMib;
}

async function upOfOne(stage: Stage, changes: Partial<ResourceOrder>) {
    const resources = stage.engine.many(firstHost(stage), 1).map((resource) => ({ ...resource, ...changes }));
    return withPeak(await stage.engine.up({ kind: "ours", resources }, { watchMemory: true }));
}

/** Hosts of the lab's own: what is measured is this side, and 500 sshd are too many for a machine. */
async function ofConnections(bench: Bench, count: number): Promise<number> {
    const { hosts, engine } = await bench.stage({ instances: count, linksMs: [], kind: "embedded" });
    try {
        const resources = engine.resources(hosts.over(0));
        const result = await engine.up({ kind: "ours", resources }, { watchMemory: true, parallel: count });
        expectOutputs(
            result.resources.map(({ stdout }) => stdout),
            count,
        );
        return withPeak(result).peakMib;
    } finally {
        await hosts.stop();
    }
}

function withPeak<Result extends { peakMib: number | undefined }>(result: Result): Result & { peakMib: number } {
    if (!result.peakMib) {
        throw new Error("the provider's process was not seen");
    }
    return { ...result, peakMib: result.peakMib };
}
