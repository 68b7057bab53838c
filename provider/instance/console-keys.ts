import type { AwsPort } from "../aws/aws";
import type { Clock } from "../base/clock";
import { wasCutShort } from "../base/cut-short";
import type { Deadline } from "../base/deadline";
import { hasCode, isProviderError, ProviderError } from "../base/error";
import type { Log } from "../base/log";
import type { Random } from "../base/random";
import { type ConsoleHostKeys, readConsoleHostKeys } from "./console-host-keys";

/** The host keys that the console of an instance shows, or why there are none. */
export type ConsoleLook =
    | { readonly kind: "keys"; readonly lines: readonly string[] }
    | { readonly kind: "none"; readonly reason: string };

/** Looks for host keys on consoles. Those that were found are remembered; so is a permission that is missing. */
export interface ConsoleKeys {
    /**
     * The host keys of an instance, as public key lines. Waits for them while they may still come.
     * @throws {ProviderError} `SSH_NO_CONSOLE_KEYS`: they are not there, or can't be believed; or AWS refused to show the console.
     */
    await(instanceId: string, look: LookDeps): Promise<readonly string[]>;
    /**
     * The same for somebody who can do without: waits a minute at most, and only for a young instance whose console is still blank.
     * Never rejects for want of keys.
     */
    look(
        instance: { readonly instanceId: string; readonly launchedAt: number | undefined },
        look: LookDeps,
    ): Promise<ConsoleLook>;
}

export interface LookDeps {
    readonly deadline: Deadline;
    readonly log: Log;
}

interface ConsoleDeps {
    readonly clock: Clock;
    readonly random: Random;
}

type Why = Extract<ConsoleHostKeys, { kind: "none" }>["why"];

const POLL_MS = 5_000;
/** AWS posts the console of a new instance late: what is not there yet may come. */
const MAY_COME: readonly Why[] = ["blank", "incomplete", "absent"];
/** Of these it is certain that cloud-init has not printed its keys yet. */
const NOT_YET: readonly Why[] = ["blank", "incomplete"];
const YOUNG_MS = 600_000;
const PATIENCE_MS = 60_000;
/** AWS has a minute to answer at all; a look that nobody depends on takes less. */
const ANSWER_MS = 15_000;

/** Makes the looks at consoles for one way to AWS. */
export function makeConsoleKeys(aws: Pick<AwsPort, "consoleOutput">, { clock, random }: ConsoleDeps): ConsoleKeys {
    const known = new Map<string, readonly string[]>();
    const denied = new Set<string>();
    const read = async (instanceId: string, deadline: Deadline, answerMs?: number): Promise<ConsoleHostKeys> => {
        const lines = known.get(instanceId);
        const found =
            lines === undefined
                ? readConsoleHostKeys(await aws.consoleOutput(instanceId, deadline, answerMs))
                : undefined;
        if (found?.kind === "keys") {
            known.set(instanceId, found.lines);
        }
        return found ?? { kind: "keys", lines: lines ?? [] };
    };
    const pause = async (instanceId: string, since: number, { deadline, log }: LookDeps): Promise<boolean> => {
        const pauseMs = POLL_MS * (0.75 + random.fraction() / 2);
        if (deadline.remainingMs() <= pauseMs) {
            return false;
        }
        const seconds = Math.round((clock.monotonicMs() - since) / 1_000);
        log.status(`Waiting for the host keys of ${instanceId} on its console, ${seconds} s`);
        await clock.sleep(pauseMs);
        return true;
    };
    return {
        await: async (instanceId, look) => {
            const startedAt = clock.monotonicMs();
            let why: Why | undefined;
            for (;;) {
                const begunAt = clock.monotonicMs();
                const found = await read(instanceId, look.deadline).catch((error: unknown) => {
                    const isCut = wasCutShort(look.deadline, clock.monotonicMs() - begunAt);
                    throw isCut && why !== undefined ? noConsoleKeys(instanceId, why) : error;
                });
                if (found.kind === "keys") {
                    return found.lines;
                }
                why = found.why;
                if (!MAY_COME.includes(found.why) || !(await pause(instanceId, startedAt, look))) {
                    throw noConsoleKeys(instanceId, found.why);
                }
            }
        },
        look: async ({ instanceId, launchedAt }, { deadline, log }) => {
            if (denied.has(instanceId) && !known.has(instanceId)) {
                return { kind: "none", reason: DENIED };
            }
            const startedAt = clock.monotonicMs();
            const patience = { deadline: deadline.within(PATIENCE_MS), log };
            const isYoung = launchedAt !== undefined && clock.now() - launchedAt < YOUNG_MS;
            try {
                for (;;) {
                    // Very many instances wait for their turn, and must not be trusted unseen for that.
                    const turnMs = Math.max(ANSWER_MS, deadline.remainingMs() / 2);
                    const found = await read(instanceId, deadline.within(turnMs), ANSWER_MS);
                    if (found.kind === "keys") {
                        return found;
                    }
                    const mayWait = isYoung && NOT_YET.includes(found.why);
                    if (!mayWait || !(await pause(instanceId, startedAt, patience))) {
                        return { kind: "none", reason: REASONS[found.why] };
                    }
                }
            } catch (error) {
                if (!isProviderError(error) || deadline.expired()) {
                    throw error;
                }
                const reason = `its console could not be read: ${error.failure.summary.replace(/^.*: |\.$/g, "")}`;
                if (hasCode(error, "AWS_ACCESS_DENIED")) {
                    // Of this instance alone: a policy may go by tags.
                    denied.add(instanceId);
                    return { kind: "none", reason: DENIED };
                }
                return { kind: "none", reason };
            }
        },
    };
}

const DENIED = "ec2:GetConsoleOutput is not allowed, which would show its host keys";

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
