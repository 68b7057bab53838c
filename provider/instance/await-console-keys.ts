import type { AwsPort } from "../aws/aws";
import { ProviderError } from "../base/error";
import { type ConsoleHostKeys, readConsoleHostKeys } from "./console-host-keys";
import type { FindDeps } from "./find-instance";

type Why = Extract<ConsoleHostKeys, { kind: "none" }>["why"];

const POLL_MS = 5_000;

/** AWS posts the console of a new instance late: what is not there yet may come. */
const MAY_COME: readonly Why[] = ["blank", "incomplete", "absent"];

/**
 * The host keys of an instance, as public key lines, from its console output. Waits for them while they may still come.
 * @throws {ProviderError} `SSH_NO_CONSOLE_KEYS`: they are not there, or can't be believed; or AWS refused to show the console.
 */
export async function awaitConsoleKeys(
    instanceId: string,
    aws: Pick<AwsPort, "consoleOutput">,
    { clock, random, log, deadline }: FindDeps,
): Promise<readonly string[]> {
    const startedAt = clock.monotonicMs();
    for (;;) {
        const found = readConsoleHostKeys(await aws.consoleOutput(instanceId, deadline));
        if (found.kind === "keys") {
            return found.lines;
        }
        const pauseMs = POLL_MS * (0.75 + random.fraction() / 2);
        if (!MAY_COME.includes(found.why) || deadline.remainingMs() <= pauseMs) {
            throw noConsoleKeys(instanceId, found.why);
        }
        const seconds = Math.round((clock.monotonicMs() - startedAt) / 1_000);
        log.status(`Waiting for the host keys of ${instanceId} on its console, ${seconds} s`);
        await clock.sleep(pauseMs);
    }
}

const REASONS: Readonly<Record<Why, string>> = {
    blank: "the console is blank",
    incomplete: "the block of host keys on the console has no end",
    absent: "the console shows no host keys",
    unreadable: "the console shows no host key that is whole",
    contradictory: "the console shows different host keys of one type",
};

/** The key of the host can't be compared with anything: nothing was sent to it. */
export function noConsoleKeys(instanceId: string, why: Why): ProviderError {
    return new ProviderError({
        code: "SSH_NO_CONSOLE_KEYS",
        summary: `Could not verify the host key of ${instanceId}: ${REASONS[why]}. No connection was opened.`,
        commandRan: "did-not-run",
        retryable: MAY_COME.includes(why),
        remedies: [
            "cloud-init prints host keys on the first boot of an instance only, and AWS keeps the last 64 KB of a console: for an older instance, or one without cloud-init, the keys must come from elsewhere.",
            ({ hostKeys, hostKeyPolicy }) =>
                `Set ${hostKeys} to a key that you know, or ${hostKeyPolicy} to "auto", which trusts the first key it meets if none is known.`,
            ({ connectTimeout }) => `A new console may show late what was printed: raise ${connectTimeout}.`,
        ],
    });
}
