import { fingerprintOfKeyLine, isPublicKeyLine } from "../../provider/base/host-key-line";
import { knownHostsFile, knownKeysOf, recordKnownHosts } from "../known-hosts";
import { parseTarget } from "../target";

/** What ssh asks of its KnownHostsCommand. */
export interface HostKeyQuestion {
    /** `ORDER` before the key exchange, `HOSTNAME` when the host has shown its key. */
    readonly purpose: string;
    readonly host: string;
    readonly type: string | undefined;
    /** In base64; `NONE` if there is none yet. */
    readonly key: string | undefined;
    readonly policy: string;
}

/** Prints the host keys that an instance may have. The first key that is met is recorded if the policy trusts it. */
export async function hostKeys({ purpose, host, type, key, policy }: HostKeyQuestion): Promise<void> {
    const { instanceId } = parseTarget(host.replace(/^\[(.*)\]:\d+$/, "$1"));
    const shown = `${type ?? ""} ${key ?? ""}`;
    const known = knownKeysOf(instanceId);
    const isMet = purpose === "HOSTNAME" && isPublicKeyLine(shown);
    if (isMet && known.length === 0 && (policy === "auto" || policy === "trust-on-first-use")) {
        known.push(...(await recordKnownHosts(instanceId, [shown])));
        if (known.includes(shown)) {
            say(`Warning: The host key of ${instanceId} was trusted on first use: ${fingerprintOfKeyLine(shown)}.`);
            say(`It is recorded in ${knownHostsFile()} from now on; a changed key will be refused.`);
        }
    }
    if (isMet && known.length > 0 && !known.includes(shown)) {
        say(`The host key of ${instanceId} is not the one that is recorded. If it has a reason to be another one:`);
        say(`  ec2-instance-connect known-hosts forget ${instanceId}`);
    }
    process.stdout.write(known.map((line) => `${host} ${line}\n`).join(""));
}

function say(line: string): void {
    process.stderr.write(`${line}\n`);
}
