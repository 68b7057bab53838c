import { wasCutShort } from "../base/cut-short";
import { isProviderError } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import { reconnectPauseMs } from "../base/reconnect-pause";
import type { Connect } from "../host/connect";
import type { HostLease } from "../host/host";
import type { CommandDeps } from "./command-deps";

/** Each try asks AWS again how the instance is, so one may not take long; on a slow link the next ones may take longer. */
const FIRST_TRY_MS = 10_000;
const LONGEST_TRY_MS = 60_000;
/** What no waiting mends: the run ended with the instance. */
const INSTANCE_IS_OVER: readonly (ErrorCode | undefined)[] = ["AWS_INSTANCE_STOPPED", "AWS_INSTANCE_TERMINATED"];
/** Not believed at once: just after a launch AWS may forget an instance for a moment, and an address change hands. */
const BELIEVED_WHEN_REPEATED: readonly (ErrorCode | undefined)[] = ["AWS_INSTANCE_NOT_FOUND", "SSH_HOST_KEY_MISMATCH"];
const BETWEEN_DOUBTFUL_MS = 5_000;

/** Why a run that goes on is followed on another connection. */
export const HANDED_ON_CAUSE =
    "Running. The connection through the endpoint was handed on to another command that waited";

/**
 * Comes back to the host after the connection was lost, however long that takes, until the operation's own deadline; or says
 * why nobody can.
 */
export async function comeBack(
    connect: Connect,
    deps: CommandDeps,
    { lostAt, cause }: { readonly lostAt: number; readonly cause?: string | undefined },
): Promise<HostLease | { readonly lostBecause: string }> {
    const since = printTime(lostAt);
    const until = printTime(deps.clock.now() + deps.deadline.remainingMs());
    let doubted: ErrorCode | undefined;
    /** What the last try that ended by itself came to. */
    let whole = "";
    let reason = "";
    for (let tries = 0; ; tries += 1) {
        deps.log.status(`${cause ?? `The connection was lost at ${since}`}. Reconnecting until ${until}${reason}`);
        const begunAt = deps.clock.monotonicMs();
        try {
            return await connect(deps.deadline.within(Math.min(LONGEST_TRY_MS, FIRST_TRY_MS * 1.5 ** tries)), "return");
        } catch (error) {
            const { code, summary } = isProviderError(error)
                ? error.failure
                : { code: undefined, summary: String(error) };
            if (whole === "" || !wasCutShort(deps.deadline, deps.clock.monotonicMs() - begunAt)) {
                whole = summary;
            }
            const isOver =
                INSTANCE_IS_OVER.includes(code) || (BELIEVED_WHEN_REPEATED.includes(code) && doubted === code);
            if (isOver) {
                return {
                    lostBecause: `the connection was lost at ${since}, and reconnecting is not possible: ${summary}`,
                };
            }
            if (deps.deadline.expired()) {
                return {
                    lostBecause: `the connection was lost at ${since}, and was not restored by ${until}: ${whole}`,
                };
            }
            reason = `. ${summary}`;
            doubted = BELIEVED_WHEN_REPEATED.includes(code) ? code : undefined;
            const pauseMs = doubted === undefined ? reconnectPauseMs(tries + 1, deps.random) : BETWEEN_DOUBTFUL_MS;
            await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
        }
    }
}

/** A time as rows show it: to the second, in UTC. */
export function printTime(epochMs: number): string {
    return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** Waits before the next connection: not at all after progress, ever longer without. */
export async function pauseBeforeNext(fruitless: number, deps: CommandDeps): Promise<void> {
    const pauseMs = reconnectPauseMs(fruitless, deps.random);
    if (pauseMs > 0) {
        await deps.clock.sleep(Math.min(pauseMs, deps.deadline.remainingMs()));
    }
}
