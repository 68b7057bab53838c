import { setTimeout as wait } from "node:timers/promises";
import type { Lab, LabEndpoint, LabInstance } from "../../lab";
import { providerProcesses } from "./processes";

/** What may be struck. */
export interface StrikeTargets {
    readonly lab: Lab;
    readonly instances: readonly LabInstance[];
    readonly endpoint: LabEndpoint;
    /** The folder of the stack whose provider is stopped and continued. */
    readonly folder: string;
    readonly random: () => number;
}

/** One fault. It passes by itself, or is over when the promise settles. */
type Strike = (targets: StrikeTargets) => Promise<void> | void;

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)] as T;

const endOfTunnel = (random: () => number) =>
    random() < 0.5 ? "abrupt" : { code: 1001, reason: "maxTunnelDuration exceeded" };

const manner = (random: () => number) => (random() < 0.5 ? "reset" : "close");

/** Stops a process for a moment, as a laptop that sleeps does. Where it has ended already, nothing is to be done. */
function signalAll(folder: string, signal: NodeJS.Signals): void {
    for (const pid of providerProcesses(folder)) {
        try {
            process.kill(pid, signal);
        } catch {
            // It has ended.
        }
    }
}

/** What is over after a minute or so, which `npm test` does not have. */
const LONG_STRIKES: Readonly<Record<string, Strike>> = {
    "a cable pulled": ({ instances, random }) => void pick(instances, random).faults.cutConnections("silence"),
    // For longer than every keepalive, mostly.
    "the provider is suspended for long": (targets) => suspend(targets, LONG_SUSPENSION_MS),
};

async function suspend({ folder, random }: StrikeTargets, typicalMs: number): Promise<void> {
    signalAll(folder, "SIGSTOP");
    await wait(typicalMs * (0.3 + random()));
    signalAll(folder, "SIGCONT");
}

const SHORT_STRIKES: Readonly<Record<string, Strike>> = {
    "connections cut": ({ instances, random }) => void pick(instances, random).faults.cutConnections(manner(random)),
    "connections cut at a byte": ({ instances, random }) => {
        const bytes = Math.floor(random() * 30_000);
        const plan = random() < 0.5 ? { toClient: bytes } : { toServer: bytes };
        pick(instances, random).faults.cutOpenConnections({ ...plan, manner: manner(random) });
    },
    "the next connection cut at a byte": ({ instances, random }) =>
        pick(instances, random).faults.cutNextConnections({
            toClient: Math.floor(random() * 4_000),
            manner: manner(random),
        }),
    "tunnels ended": ({ endpoint, random }) => void endpoint.faults.endTunnels(endOfTunnel(random)),
    "the next tunnel ended": ({ endpoint, random }) =>
        endpoint.faults.cutNextTunnels({ afterMs: Math.floor(random() * 2_000), end: endOfTunnel(random) }),
    "a tunnel closed at once": ({ endpoint }) => endpoint.faults.closeAtOnce(),
    "a key refused": ({ instances, random }) => pick(instances, random).faults.refuseKeys(1),
    "a key lapsed": ({ instances, random }) => pick(instances, random).faults.pushLapsedKeys(1),
    "AWS throttles": ({ lab, random }) =>
        lab.faults.throttle(
            pick(["SendSSHPublicKey", "DescribeInstances"] as const, random),
            1 + Math.floor(random() * 3),
        ),
    "AWS fails": ({ lab, random }) =>
        lab.faults.serverError(pick(["SendSSHPublicKey", "DescribeInstances"] as const, random), 1),
    "AWS resets": ({ lab, random }) =>
        lab.faults.reset(pick(["SendSSHPublicKey", "DescribeInstances"] as const, random), 1),
    "AWS is slow": async ({ lab, random }) => {
        lab.faults.delay("SendSSHPublicKey", 100 + random() * 500);
        await wait(1_000);
        lab.faults.delay("SendSSHPublicKey", 0);
    },
    "the link is slow": async ({ instances, random }) => {
        const { faults } = pick(instances, random);
        faults.setLink({ latencyMs: 10 + random() * 60, bytesPerSecond: 500_000 });
        await wait(1_500);
        faults.setLink({ latencyMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY });
    },
    // As one that loses packets: nothing moves, and then all of it.
    "the link stalls": async ({ instances, random }) => {
        const { faults } = pick(instances, random);
        faults.setLink({ bytesPerSecond: 100 });
        await wait(400 + random() * 800);
        faults.setLink({ bytesPerSecond: Number.POSITIVE_INFINITY });
    },
    "the port is closed": ({ instances, random }) =>
        pick(instances, random).faults.refuseConnections(300 + random() * 700),
    "sshd is mute": ({ instances, random }) => pick(instances, random).faults.withholdBanner(300 + random() * 700),
    "the provider is suspended": (targets) => suspend(targets, 1_500),
};

/** Given to a long run. */
const LONG_SUSPENSION_MS = Number(process.env.SUSPENDED_MS ?? 0);
/** One of so many, or a long run would be nothing but waiting. */
const LONG_STRIKE_OF = 120;
/** Whether an `up` may take longer than its time because its provider was suspended, or the link silent, for most of it. */
export const STRIKES_LONG = LONG_SUSPENSION_MS > 0;

function nextStrike(random: () => number): readonly [string, Strike] {
    const isLong = STRIKES_LONG && random() * LONG_STRIKE_OF < 1;
    return pick(Object.entries(isLong ? LONG_STRIKES : SHORT_STRIKES), random);
}

/** Strikes that were made, by name. */
export type Tally = Map<string, number>;

/** So many follow each other closely; then there is time to sign in, which no client could without. */
const VOLLEY = 4;
const REST_MS = 1_200;

export interface Striker {
    /** Resolves when every fault is over. */
    stop(): Promise<void>;
}

/** Strikes at random moments until it is stopped. */
export function startStriking(targets: StrikeTargets, tally: Tally, pauseMs: number): Striker {
    let isOver = false;
    const { random, lab, instances, endpoint } = targets;
    const striking = (async () => {
        for (let count = 1; !isOver; count += 1) {
            await wait(pauseMs * (0.4 + random() * 1.2) + (count % VOLLEY === 0 ? REST_MS : 0));
            const [name, strike] = nextStrike(random);
            tally.set(name, (tally.get(name) ?? 0) + 1);
            await strike(targets);
        }
    })();
    return {
        stop: async () => {
            isOver = true;
            await striking;
            lab.faults.clear();
            endpoint.faults.clear();
            await Promise.all(instances.map(({ faults }) => faults.clear()));
        },
    };
}
