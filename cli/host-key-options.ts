import type { HostKeyPolicy } from "../provider/inputs/inputs";
import { knownHostsFile } from "./known-hosts";
import { ownCommand } from "./own-command";
import { knownHostsCommandValue } from "./quoting";
import { SSH_SINCE } from "./ssh-version";

/** Settings of ssh by which it judges host keys as this command does: keyword and value. */
export function hostKeyOptions(policy: HostKeyPolicy, version: number): readonly (readonly [string, string])[] {
    if (policy === "off") {
        return [
            ["StrictHostKeyChecking", "no"],
            ["UserKnownHostsFile", "/dev/null"],
            ["GlobalKnownHostsFile", "/dev/null"],
        ];
    }
    const common = [
        ["GlobalKnownHostsFile", "/dev/null"],
        ["UpdateHostKeys", "no"],
        ["CheckHostIP", "no"],
    ] as const;
    if (version < SSH_SINCE.knownHostsCommand) {
        const isStrict = policy === "console" || policy === "pinned";
        const file = `"${knownHostsFile().replaceAll("%", "%%")}"`;
        return [["StrictHostKeyChecking", isStrict ? "yes" : "accept-new"], ["UserKnownHostsFile", file], ...common];
    }
    const words = [...ownCommand(), "host-keys", "--host-key-policy", policy];
    return [
        ["StrictHostKeyChecking", "yes"],
        ["UserKnownHostsFile", "/dev/null"],
        ["KnownHostsCommand", knownHostsCommandValue(words, ["%I", "%H", "%t", "%K"])],
        ...common,
    ];
}
