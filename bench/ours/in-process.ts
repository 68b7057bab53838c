import { systemClock } from "../../provider/base/clock";
import { systemRandom } from "../../provider/base/random";
import { runCommand } from "../../provider/command";
import { placeFiles } from "../../provider/files";
import type { PlacedPath } from "../../provider/files/placed-path";
import type { FileSource } from "../../provider/inputs/inputs";
import { dial, makeSessionPool } from "../../provider/session";
import { makeDeps, makePlan } from "../../test/support/command-plan";
import { makeFile } from "../../test/support/files-host";
import { hostLease } from "../../test/support/hosts";
import { labRequest } from "../../test/support/lab-sessions";
import type { Host, Hosts } from "../host/start-hosts";

const LIMIT_MS = 30 * 60_000;

/** What the provider does for one resource, called in this process: against tools that are bare commands, too. */
export interface InProcess {
    /** Connects, checks the host's key, pushes a fresh key, signs in, runs the script; resolves to its output. */
    runOnce(host: Host, script: string): Promise<string>;
    /** Connects in the same way and puts a file or a folder in place, hashes verified on the host. */
    place(
        host: Host,
        source: FileSource,
        remotePath: string,
        previous?: readonly PlacedPath[],
    ): Promise<readonly PlacedPath[]>;
}

/** Host keys are known beforehand, as in the `known_hosts` of the others. */
export function makeInProcess(hosts: Hosts): InProcess {
    const lab = { endpoint: hosts.api, region: hosts.region, credentials: hosts.credentials };
    const onFreshPool = async <Result>(
        host: Host,
        work: (connect: () => ReturnType<typeof leaseOf>) => Promise<Result>,
    ) => {
        const pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
        const instance = { ...host, privateAddress: host.address };
        const request = labRequest(lab, instance, { hostKeyPolicy: "pinned", hostKeys: [...host.hostKeyLines] });
        try {
            return await work(() => leaseOf(pool, request));
        } finally {
            pool.closeAll();
        }
    };
    return {
        runOnce: (host, script) =>
            onFreshPool(host, async (connect) => {
                const { outcome, stdout } = await runCommand(makePlan(script), connect, makeDeps(LIMIT_MS));
                if (outcome.kind !== "exited" || outcome.exitCode !== 0) {
                    throw new Error(`the run ended as ${JSON.stringify(outcome)}`);
                }
                return stdout.text;
            }),
        place: (host, source, remotePath, previous = []) =>
            onFreshPool(host, (connect) =>
                placeFiles(
                    { files: [makeFile(remotePath, source)], previous, resource: "bench" },
                    connect,
                    makeDeps(LIMIT_MS),
                ),
            ),
    };
}

async function leaseOf(pool: ReturnType<typeof makeSessionPool>, request: Parameters<typeof pool.lease>[0]) {
    return hostLease(await pool.lease(request));
}
