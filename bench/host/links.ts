import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { type DelayLine, startDelayLine } from "./delay-line";

/** A link between this machine's network and the far side's. */
export interface Link {
    readonly roundTripMs: number;
    /** The far side's own address on it. */
    readonly farAddress: string;
    /** Addresses of instances on it, as many as were asked for. */
    readonly instanceAddresses: readonly string[];
}

export interface Links {
    readonly links: readonly Link[];
    remove(): void;
}

/**
 * Lays a link for each round-trip time between this network namespace and that of the process: virtual Ethernet for 0, else
 * a delay line. All devices go with that process.
 * @throws {Unavailable} a delay can't be had.
 */
export async function layLinks(processId: number, roundTripsMs: readonly number[], instances: number): Promise<Links> {
    const inFar = (...args: string[]) => ip("--target", String(processId), ...args);
    inFar("link", "set", "lo", "up");
    const lines: DelayLine[] = [];
    const links: Link[] = [];
    try {
        for (const [index, roundTripMs] of roundTripsMs.entries()) {
            const [near, far] = [`eb${processId}n${index}`, `eb${processId}f${index}`];
            if (roundTripMs === 0) {
                run("ip", ["link", "add", near, "type", "veth", "peer", "name", far]);
            } else {
                lines.push(await startDelayLine(roundTripMs / 2, near, far));
            }
            run("ip", ["link", "set", far, "netns", String(processId)]);
            const network = freeNetwork();
            const addresses = Array.from({ length: instances + 1 }, (_, host) => `${network}.${host + 2}`);
            run("ip", ["addr", "add", `${network}.1/24`, "dev", near]);
            run("ip", ["link", "set", near, "txqueuelen", "10000", "up"]);
            for (const address of addresses) {
                inFar("addr", "add", `${address}/24`, "dev", far);
            }
            inFar("link", "set", far, "txqueuelen", "10000", "up");
            const [farAddress = "", ...instanceAddresses] = addresses;
            links.push({ roundTripMs, farAddress, instanceAddresses });
        }
    } catch (error) {
        for (const line of lines) {
            line.stop();
        }
        throw error;
    }
    return {
        links,
        remove: () => {
            for (const line of lines) {
                line.stop();
            }
        },
    };
}

/** Of the range that is reserved for benchmarks of networks (RFC 2544). */
function freeNetwork(): string {
    const taken = execFileSync("ip", ["-o", "-4", "addr"], { encoding: "utf8" });
    for (;;) {
        const network = `198.${randomInt(18, 20)}.${randomInt(0, 256)}`;
        if (!taken.includes(`${network}.`)) {
            return network;
        }
    }
}

/** `ip` in the network namespace of a process. */
function ip(...[target, processId, ...args]: string[]): void {
    run("nsenter", [target ?? "", processId ?? "", "--net", "ip", ...args]);
}

function run(program: string, args: readonly string[]): void {
    execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"] });
}
