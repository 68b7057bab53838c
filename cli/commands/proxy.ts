import type { Duplex } from "node:stream";
import { findByHand, openWay } from "../../provider/operation/by-hand";
import type { HostTrust } from "../../provider/operation/host-trust";
import { cliLog } from "../cli-log";
import { findTarget } from "../find-target";
import { knownKeysOf, recordKnownHosts } from "../known-hosts";
import type { OptionValues } from "../options";
import { readPublicKey } from "../public-key";
import { readSignIn, type SignIn } from "../sign-in";

/** Connects standard input and output to the sshd of an instance. The host keys to expect are recorded before sshd is heard. */
export async function proxy(text: string, options: OptionValues): Promise<void> {
    const target = await findTarget(text, options);
    const publicKey = typeof options.push === "string" ? readPublicKey(options.push) : undefined;
    const signIn = readSignIn(target, options);
    const { instanceId, connection, ports, deadline } = signIn;
    const found = await findByHand({ instanceId, connection }, ports, deadline);
    const knownHostKeys = knownKeysOf(instanceId);
    const { stream, trust } = await openWay({ instanceId, connection, knownHostKeys, found }, ports, deadline);
    try {
        await keepTrust(instanceId, trust);
        if (publicKey !== undefined) {
            const { osUser, availabilityZone } = found.target;
            const key = { instanceId, osUser, publicKey, availabilityZone };
            await Promise.all([ports.access.pushKey(key, deadline), sayOtherUser(osUser, signIn)]);
        }
    } catch (error) {
        stream.destroy();
        throw error;
    }
    await bridge(stream);
}

/** What ssh judges the host by: its KnownHostsCommand reads it from the file. */
async function keepTrust(instanceId: string, { hostKeyPolicy, hostKeys, firstUseReason }: HostTrust): Promise<void> {
    if (hostKeyPolicy !== "off" && hostKeys.length > 0) {
        await recordKnownHosts(instanceId, hostKeys);
    } else if (firstUseReason !== undefined) {
        cliLog.warning(
            `No host key of ${instanceId} is known: ${firstUseReason}. The first one that it shows is trusted.`,
        );
    }
}

/** Names the user of the image where ssh was started with another one: it may be meant, so the connection goes on. */
async function sayOtherUser(osUser: string, { instanceId, connection, ports, deadline }: SignIn): Promise<void> {
    const asImage = { instanceId, connection: { ...connection, osUser: undefined } };
    const found = await findByHand(asImage, ports, deadline).catch(() => undefined);
    const own = found?.target.osUser;
    if (own !== undefined && own !== osUser) {
        cliLog.info(`The user of this image is ${own}, not ${osUser}. If signing in fails: ssh ${own}@${instanceId}`);
    }
}

/** Passes bytes on in both directions, no faster than they are taken; over when either side is. */
function bridge(stream: Duplex): Promise<void> {
    const { stdin, stdout } = process;
    return new Promise((resolve, reject) => {
        let failure: Error | undefined;
        const end = () => {
            stdin.destroy();
            // What came last is taken before the process ends.
            stdout.end(() => (failure === undefined ? resolve() : reject(failure)));
        };
        stream.once("error", (error) => {
            failure = new Error(`The connection was lost: ${error.message}`);
        });
        stream.once("close", end);
        stdin.on("error", () => stream.destroy());
        stdout.on("error", () => stream.destroy());
        stdin.pipe(stream);
        stream.pipe(stdout, { end: false });
        stream.once("end", () => stream.end());
    });
}
