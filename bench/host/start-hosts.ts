import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programPath } from "../paths";
import { run } from "../peers/run";
import { temporaryFolder } from "../temporary-folder";
import { Unavailable } from "../unavailable";
import type { FarInstance, FarOrder, FarSide } from "./far-order";
import { type Link, layLinks } from "./links";

/** An instance at the far end of one link. */
export interface Host extends FarInstance {
    /** Where its sshd listens on this link. */
    readonly address: string;
    /** What a Pulumi program and `~/.ssh/config` call it. */
    readonly name: string;
}

/** Real OpenSSH instances, reachable over each link. */
export interface Hosts extends FarSide {
    readonly folder: string;
    /** A key that the instances have in `authorized_keys`: what tools without Instance Connect sign in with. */
    readonly keyPath: string;
    readonly linksMs: readonly number[];
    /** Over the link with this round-trip time. */
    over(roundTripMs: number): readonly Host[];
    readonly sinkAddress: (roundTripMs: number) => string;
    stop(): Promise<void>;
}

export interface HostsWanted {
    readonly instances: number;
    /** Round-trip times of the links; none: loopback, without a link. */
    readonly linksMs: readonly number[];
    readonly kind?: FarOrder["kind"];
    readonly endpoint?: boolean;
}

/**
 * Starts the far side and lays links to it.
 * @throws {Unavailable} the machine can't: not root, not Linux, no sshd, no TUN devices.
 */
export async function startHosts({
    instances,
    linksMs,
    kind = "openssh",
    endpoint = false,
}: HostsWanted): Promise<Hosts> {
    requireRoot();
    const folder = temporaryFolder("hosts");
    const keyPath = join(folder, "key");
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", keyPath]);
    const ownNetwork = linksMs.length > 0 ? ["unshare", "--net"] : [];
    const [program = "", ...args] = [...ownNetwork, process.execPath, programPath("far-side")];
    const far = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const gone = once(far, "exit");
    const answer = async () =>
        (await Promise.race([once(far, "message"), gone.then(() => [{ problem: "it ended" }])]))[0];
    const stop = async (removeLinks = () => {}) => {
        if (far.connected) {
            far.disconnect();
        }
        await gone;
        removeLinks();
        rmSync(folder, { recursive: true, force: true });
    };
    try {
        await answer();
        const { links, remove } = await layLinks(far.pid ?? 0, linksMs, instances);
        const addresses = links.map(({ instanceAddresses }) => instanceAddresses);
        const publicKey = readFileSync(`${keyPath}.pub`, "utf8").trim();
        far.send({ instances, kind, host: links[0]?.farAddress, addresses, publicKey, endpoint } satisfies FarOrder);
        const { farSide, problem } = await answer();
        if (problem !== undefined) {
            throw new Error(`the far side did not start: ${problem}`);
        }
        return describe(farSide, links, folder, keyPath, () => stop(remove));
    } catch (error) {
        await stop();
        throw error;
    }
}

function describe(
    far: FarSide,
    links: readonly Link[],
    folder: string,
    keyPath: string,
    stop: () => Promise<void>,
): Hosts {
    const loopback: Link = { roundTripMs: 0, farAddress: "127.0.0.1", instanceAddresses: [] };
    const all = links.length > 0 ? links : [loopback];
    const linkOf = (wanted: number) => {
        const link = all.find(({ roundTripMs }) => roundTripMs === wanted);
        if (link === undefined) {
            throw new Error(`no link of ${wanted} ms was laid`);
        }
        return link;
    };
    const over = (roundTripMs: number) =>
        far.instances.map((instance, index) => ({
            ...instance,
            address: linkOf(roundTripMs).instanceAddresses[index] ?? instance.privateAddress,
            name: `host-${roundTripMs}-${index}`,
        }));
    const hosts = all.flatMap(({ roundTripMs }) => over(roundTripMs));
    const knownHosts = hosts.flatMap(({ address, port, hostKeyLines }) =>
        hostKeyLines.map((line) => `${port === 22 ? address : `[${address}]:${port}`} ${line}\n`),
    );
    writeFileSync(join(folder, "known_hosts"), knownHosts.join(""));
    return {
        ...far,
        folder,
        keyPath,
        linksMs: all.map(({ roundTripMs }) => roundTripMs),
        over,
        sinkAddress: (roundTripMs) => linkOf(roundTripMs).farAddress,
        stop,
    };
}

function requireRoot(): void {
    if (process.platform !== "linux" || process.getuid?.() !== 0) {
        throw new Unavailable(
            "its hosts are real OpenSSH instances with links of their own, which needs root on Linux",
        );
    }
}
