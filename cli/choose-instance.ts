import { createInterface } from "node:readline/promises";
import type { ListedInstance } from "../provider/aws";
import { terminalText } from "../provider/base/terminal-text";

/** Has the person at the terminal choose one of several instances; undefined if there is no terminal, or nothing was chosen. */
export async function chooseInstance(
    instances: readonly ListedInstance[],
    wanted: string,
): Promise<ListedInstance | undefined> {
    const { stdin, stderr } = process;
    if (!stdin.isTTY || !stderr.isTTY) {
        return undefined;
    }
    const width = String(instances.length).length;
    const lines = instances.map((one, index) => `${String(index + 1).padStart(width)}  ${printInstance(one)}`);
    stderr.write(terminalText(`${instances.length} instances have the tag ${wanted}:\n${lines.join("\n")}\n`));
    const reader = createInterface({ input: stdin, output: stderr });
    const over = new AbortController();
    const giveUp = () => over.abort();
    reader.once("SIGINT", giveUp).once("close", giveUp);
    try {
        for (;;) {
            const answer = (await reader.question(`Which one (1 to ${instances.length})? `, over)).trim();
            const chosen = instances.find(
                ({ facts }, index) => answer === String(index + 1) || answer === facts.instanceId,
            );
            if (chosen !== undefined || answer === "") {
                return chosen;
            }
        }
    } catch {
        // Ctrl-C, or the end of the input.
        return undefined;
    } finally {
        reader.close();
    }
}

/** An instance in one line. */
export function printInstance({ facts, name }: ListedInstance): string {
    const address = facts.publicIpAddress ?? facts.ipv6Address ?? facts.privateIpAddress ?? "";
    return [facts.instanceId, facts.state, facts.availabilityZone, address, name]
        .filter((part) => part !== "")
        .join("  ");
}
