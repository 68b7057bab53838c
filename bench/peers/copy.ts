import type { Host } from "../host/start-hosts";
import { expectSame } from "../measure/expect";
import { run } from "./run";
import type { SshPeer } from "./ssh";

/** How people put files on a host, each with the proof that they have arrived. Paths on the host are of the user's home. */
export interface CopyPeer {
    /** scp, and the SHA-256 of both sides compared. Resolves to the seconds of scp alone. */
    scp(host: Host, source: string, remotePath: string): Promise<number>;
    /** `scp -r`, without a proof. */
    scpTree(host: Host, source: string, remotePath: string): Promise<void>;
    /** rsync compares checksums of what it has sent by itself. */
    rsync(host: Host, source: string, remotePath: string, ...flags: readonly string[]): Promise<void>;
    /** One connection: unpacked, and the SHA-256 of every file compared. */
    tar(host: Host, source: string, remotePath: string): Promise<void>;
}

const HASH_ALL = "find . -type f -exec sha256sum {} +";

export function makeCopy({ configPath, once }: SshPeer): CopyPeer {
    return {
        scp: async ({ name, ...host }, source, remotePath) => {
            const localHash = run("sha256sum", [source]);
            const startedAt = performance.now();
            await run("scp", ["-q", "-F", configPath, source, `${name}:${remotePath}`]);
            const seconds = (performance.now() - startedAt) / 1000;
            const remoteHash = await once({ name, ...host }, `sha256sum ${remotePath}`);
            expectSame(firstWord(remoteHash), firstWord(await localHash), "the hash");
            return seconds;
        },
        scpTree: async ({ name }, source, remotePath) => {
            await run("scp", ["-q", "-r", "-F", configPath, source, `${name}:${remotePath}`]);
        },
        rsync: async ({ name }, source, remotePath, ...flags) => {
            await run("rsync", ["-a", ...flags, "-e", `ssh -F ${configPath}`, source, `${name}:${remotePath}`]);
        },
        tar: async ({ name }, source, remotePath) => {
            const unpack = `mkdir -p ${remotePath} && tar -xf - -C ${remotePath} && cd ${remotePath} && ${HASH_ALL}`;
            const local = run("sh", ["-c", HASH_ALL], { folder: source });
            const script = `tar -C "$1" -cf - . | ssh -F "$2" "$3" "$4"`;
            const remote = await run("bash", [
                "-o",
                "pipefail",
                "-c",
                script,
                "bash",
                source,
                configPath,
                name,
                unpack,
            ]);
            expectSame(sorted(remote), sorted(await local), "the list of hashes");
        },
    };
}

function firstWord(text: string): string {
    return text.split(" ")[0] ?? "";
}

function sorted(text: string): string {
    return text.trim().split("\n").sort().join("\n");
}
