import { join } from "node:path";
import { isPublicKeyLine } from "../provider/base/host-key-line";
import { changeLocked, configurationFolder, readText } from "./own-files";

/** One host key that was trusted. */
export interface KnownHost {
    readonly instanceId: string;
    /** `type base64`. */
    readonly keyLine: string;
}

/** The file of host keys that were trusted, in the format of ssh's own. */
export function knownHostsFile(): string {
    return join(configurationFolder(), "known_hosts");
}

/** All that is recorded, in the order in which it was. Lines that are none are passed over. */
export function readKnownHosts(): KnownHost[] {
    return readText(knownHostsFile())
        .split("\n")
        .flatMap((line) => {
            const [instanceId = "", type = "", base64 = ""] = line.trim().split(/\s+/);
            const keyLine = `${type} ${base64}`;
            return instanceId.startsWith("i-") && isPublicKeyLine(keyLine) ? [{ instanceId, keyLine }] : [];
        });
}

/** The public key lines that are recorded for an instance. */
export function knownKeysOf(instanceId: string): string[] {
    return readKnownHosts()
        .filter((known) => known.instanceId === instanceId)
        .map(({ keyLine }) => keyLine);
}

/** Records the host keys of an instance, unless others are: they were trusted first. Returns those that hold now. */
export async function recordKnownHosts(instanceId: string, keyLines: readonly string[]): Promise<readonly string[]> {
    await changeLocked(knownHostsFile(), (text) => {
        const lines =
            knownKeysOf(instanceId).length > 0 ? [] : keyLines.map((line) => `${instanceId} ${keyOf(line)}\n`);
        return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${lines.join("")}`;
    });
    return knownKeysOf(instanceId);
}

/** Removes the host keys of an instance, and returns how many there were. */
export async function forgetKnownHost(instanceId: string): Promise<number> {
    let count = 0;
    await changeLocked(knownHostsFile(), (text) => {
        const kept = text.split("\n").filter((line) => line.trim().split(/\s+/)[0] !== instanceId);
        count = text.split("\n").length - kept.length;
        return kept.join("\n");
    });
    return count;
}

function keyOf(line: string): string {
    return line.trim().split(/\s+/).slice(0, 2).join(" ");
}
