import { systemClock } from "../../provider/base/clock";
import { findByHand } from "../../provider/operation/by-hand";
import { findTarget } from "../find-target";
import { hostKeyOptions } from "../host-key-options";
import type { OptionValues } from "../options";
import { proxyWords } from "../proxy-words";
import { readPublicKey } from "../public-key";
import { printCommandLine, proxyCommandValue } from "../quoting";
import { readSignIn } from "../sign-in";
import { sshVersion } from "../ssh-version";

/** How long an instance accepts a pushed key. */
const VALID_MS = 60_000;

/** Has the instance accept a public key, and prints the command line that uses it. */
export async function push(text: string, options: OptionValues): Promise<void> {
    const file = String(options.publicKey);
    const publicKey = readPublicKey(file);
    const { instanceId, connection, ports, deadline } = readSignIn(await findTarget(text, options), options);
    const { target } = await findByHand({ instanceId, connection }, ports, deadline);
    const { osUser, availabilityZone } = target;
    const { requestId } = await ports.access.pushKey({ instanceId, osUser, publicKey, availabilityZone }, deadline);
    const validUntil = new Date(systemClock.now() + VALID_MS);
    const ssh = [
        "ssh",
        ...(file.endsWith(".pub") ? ["-i", file.slice(0, -".pub".length)] : []),
        ...(connection.port === 22 ? [] : ["-p", String(connection.port)]),
        "-o",
        `ProxyCommand=${proxyCommandValue(proxyWords(options), ["%r@%h:%p"])}`,
        ...hostKeyOptions(connection.hostKeyPolicy, sshVersion()).flatMap(([name, value]) => [
            "-o",
            `${name}=${value}`,
        ]),
        `${osUser}@${instanceId}`,
    ];
    if (options.json === true) {
        const told = { instanceId, osUser, validUntil: validUntil.toISOString(), requestId, ssh };
        process.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
        return;
    }
    const time = validUntil.toTimeString().slice(0, 8);
    process.stdout.write(`${instanceId} accepts the key for ${osUser} until ${time} (60 seconds). Sign in with:\n\n`);
    process.stdout.write(`  ${printCommandLine(ssh)}\n`);
}
