import { systemClock } from "../provider/base/clock";
import { fingerprintOfKeyLine } from "../provider/base/host-key-line";
import type { Log } from "../provider/base/log";
import { systemRandom } from "../provider/base/random";
import { connectByHand, findByHand } from "../provider/operation/by-hand";
import type { FoundByHand } from "../provider/operation/by-hand/find-by-hand";
import { makeSessionPool } from "../provider/session";
import type { SessionLease } from "../provider/session/session";
import { cliLog } from "./cli-log";
import { knownKeysOf, recordKnownHosts } from "./known-hosts";
import type { OptionValues } from "./options";
import { readSignIn, type SignIn } from "./sign-in";
import type { NamedTarget } from "./target";

/** A connection of this process to an instance. */
export interface Connection {
    readonly signIn: SignIn;
    readonly found: FoundByHand;
    readonly lease: SessionLease;
    /** Another place, on a new connection if the last one is gone. The instance is looked up anew. */
    again(): Promise<SessionLease>;
    /** Ends every connection that was made. */
    close(): void;
}

/**
 * Signs in without OpenSSH, and records the host key that is met if none was known. The connection lasts until it is closed.
 * @throws {ProviderError | UsageError}
 */
export async function connect(target: NamedTarget, options: OptionValues, log: Log = cliLog): Promise<Connection> {
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom });
    const open = async () => {
        const signIn = readSignIn(target, options);
        const { instanceId, connection, deadline } = signIn;
        const ports = { ...signIn.ports, log };
        const found = await findByHand({ instanceId, connection }, ports, deadline);
        const knownHostKeys = knownKeysOf(instanceId);
        const request = { instanceId, connection, knownHostKeys, found };
        const lease = await connectByHand(request, { ...ports, pool }, deadline);
        if (connection.hostKeyPolicy !== "off") {
            await record(instanceId, knownHostKeys, lease.hostKey);
        }
        return { signIn, found, lease };
    };
    try {
        return Object.freeze({
            ...(await open()),
            again: async () => (await open()).lease,
            close: () => pool.closeAll(),
        });
    } catch (error) {
        pool.closeAll();
        throw error;
    }
}

/** Keeps a key that was met for the first time; a recorded one, which the connection was checked by, stays as it is. */
async function record(instanceId: string, known: readonly string[], hostKey: string): Promise<void> {
    const isKnown = known.some((line) => fingerprintOfKeyLine(line) === fingerprintOfKeyLine(hostKey));
    if (!isKnown) {
        await recordKnownHosts(instanceId, [hostKey]);
    }
}
