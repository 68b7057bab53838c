import { fingerprintOfKeyLine } from "../../provider/base/host-key-line";
import { forgetKnownHost, readKnownHosts } from "../known-hosts";
import { parseTarget } from "../target";
import { UsageError } from "../usage-error";

/** Prints the host keys that were trusted. */
export function listKnownHosts(asJson: boolean): void {
    const known = readKnownHosts().map(({ instanceId, keyLine }) => ({
        instanceId,
        type: keyLine.split(" ", 1)[0] ?? "",
        fingerprint: fingerprintOfKeyLine(keyLine),
    }));
    const lines = known.map(({ instanceId, type, fingerprint }) => `${instanceId}  ${fingerprint}  ${type}\n`);
    process.stdout.write(asJson ? `${JSON.stringify(known, undefined, 2)}\n` : lines.join(""));
}

/** Forgets those of an instance. */
export async function forgetKnownHosts(target: string): Promise<void> {
    const { instanceId } = parseTarget(target);
    const count = await forgetKnownHost(instanceId);
    if (count === 0) {
        throw new UsageError(`no host key of ${instanceId} is recorded`);
    }
    process.stdout.write(`Forgot ${count === 1 ? "the host key" : `${count} host keys`} of ${instanceId}.\n`);
}
