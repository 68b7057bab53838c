import { hasCode, ProviderError } from "../../base/error";
import type { Connect } from "../../host/connect";
import type { HostLease } from "../../host/host";
import { acknowledgeRuns } from "../acknowledge-runs";
import type { CommandDeps } from "../command-deps";
import { comeBack, pauseBeforeNext, printTime } from "../reconnect";
import { chooseRun, printEnd, type RunQuestion } from "./choose";
import type { FoundRun } from "./found-run";
import { type Look, lookForRuns } from "./look";
import { prefixOfRuns } from "./run-name";
import type { TriesSoFar } from "./tries";

/** What an operation is to do about earlier runs of its resource, none of which is live any more unless it is followed. */
export type EarlierRun =
    | {
          readonly kind: "follow";
          readonly name: string;
          readonly osUser: string;
          readonly token: string;
          /** Which try it is; undefined: it is of a release that knew no tries. */
          readonly tries?: TriesSoFar | undefined;
      }
    /** `tries`: which one is to be started; undefined: the first. */
    | { readonly kind: "start"; readonly discard: string | undefined; readonly tries?: TriesSoFar | undefined };

export interface SettleRequest {
    readonly question: RunQuestion;
    /** Of this operation alone: what it claims, nobody else may start. */
    readonly token: string;
    /** Users of the host that runs of the resource may belong to, beside the one that signs in. */
    readonly osUsers: readonly string[];
}

/** So many looks must end without an answer on links that held before the host counts as one that gives none. */
const SILENT_LOOKS = 3;
/** So many looks may end in the middle, as where a host has no process to spare, before the operation gives up: 10 s. */
const BROKEN_LOOKS = 8;
const BETWEEN_LOOKS_MS = 200;
/** A look takes milliseconds, and 10 s more where it waits. */
const LOOK_LIMIT_MS = 60_000;

/**
 * Looks for runs of the resource before anything else is done on the instance, and waits until none is live that is not this
 * operation's own. Two never run at once, and a live one never has its files exchanged under it.
 * @throws {ProviderError} `CMD_RUN_CONFLICT`: one is still live at the deadline. This operation has done nothing.
 */
export async function settleEarlierRuns(
    request: SettleRequest,
    connect: Connect,
    deps: CommandDeps,
): Promise<EarlierRun> {
    const { question } = request;
    let lease: HostLease | undefined;
    let awaited: FoundRun | undefined;
    let silent = 0;
    let broken = 0;
    let fruitless = 0;
    try {
        for (;;) {
            lease ??= awaited === undefined ? await connect(deps.deadline) : await returnTo(awaited, connect, deps);
            const found = await lookAgain(lease, { ...request, awaited: awaited?.name }, deps);
            const choice = typeof found === "string" ? undefined : chooseRun(found, question);
            const isDiscarded = choice?.kind !== "start" || (await discard(choice.stale, lease, deps));
            if (typeof found === "string" || choice === undefined || !isDiscarded) {
                lease.release();
                lease = undefined;
                silent = found === "silent" ? silent + 1 : 0;
                broken = found === "broken" ? broken + 1 : 0;
                if (silent >= SILENT_LOOKS) {
                    // A host that does not run our text starts nothing, either: what comes next says why.
                    return { kind: "start", discard: undefined };
                }
                if (deps.deadline.expired() || broken >= BROKEN_LOOKS) {
                    throw awaited === undefined ? noAnswer() : stillLive(awaited);
                }
                await pauseBeforeNext(fruitless, deps);
                fruitless += 1;
                continue;
            }
            silent = 0;
            broken = 0;
            fruitless = 0;
            if (choice.kind !== "wait") {
                tellEnd(awaited, found, deps);
                return decided(choice, deps);
            }
            if (awaited === undefined) {
                deps.log.info(
                    `${printEarlier(choice.run)} is still running. Waiting for it to end before anything is done.`,
                );
            }
            awaited = choice.run;
            if (deps.deadline.expired()) {
                throw stillLive(choice.run);
            }
            deps.log.status(
                `Waiting until ${printTime(deps.clock.now() + deps.deadline.remainingMs())} for an earlier run to end`,
            );
            await deps.clock.sleep(BETWEEN_LOOKS_MS);
        }
    } finally {
        lease?.release();
    }
}

function decided(choice: Exclude<ReturnType<typeof chooseRun>, { kind: "wait" }>, deps: CommandDeps): EarlierRun {
    if (choice.kind === "follow") {
        const { name, osUser, token } = choice.run;
        return { kind: "follow", name, osUser, token, tries: choice.tries };
    }
    if (choice.note !== undefined) {
        deps.log.warning(choice.note);
    }
    return { kind: "start", discard: choice.discard, tries: choice.tries };
}

/** Removes dead tries that count no more, so that nobody takes them for those of the run that starts now; false: not confirmed. */
async function discard(stale: readonly FoundRun[], { host }: HostLease, deps: CommandDeps): Promise<boolean> {
    const runs = stale.map(({ name, startedAt = 0 }) => ({ id: name, startedAt }));
    try {
        return await acknowledgeRuns(runs, host, deps.deadline.within(LOOK_LIMIT_MS));
    } catch (error) {
        if (hasCode(error, "CMD_LOGIN_SHELL_HANGS") || deps.deadline.expired()) {
            throw error;
        }
        return false;
    }
}

function lookAgain(
    { host }: HostLease,
    { question, token, osUsers, awaited }: SettleRequest & { readonly awaited: string | undefined },
    deps: CommandDeps,
): Promise<Look> {
    const { name, lostName, lostRunName, sameUnderOldNames } = question;
    const prefix = prefixOfRuns(question.owner);
    const runNames = [name, lostRunName ?? lostName].filter((each) => each !== undefined);
    const ownNames = [...runNames, ...(lostName === undefined ? [] : [lostName])];
    return lookForRuns(
        {
            // Also by an operation that runs no script: nobody else may start one any more. With a run's name go its tries.
            claims: [...new Set(runNames)],
            token,
            prefix,
            names: [...new Set([...ownNames, ...sameUnderOldNames])].filter((each) => !each.startsWith(prefix)),
            osUsers,
            awaited,
        },
        host,
        deps.deadline.within(LOOK_LIMIT_MS),
    );
}

async function returnTo(awaited: FoundRun, connect: Connect, deps: CommandDeps): Promise<HostLease> {
    const lease = await comeBack(connect, deps, { lostAt: deps.clock.now() });
    if ("lostBecause" in lease) {
        throw stillLive(awaited, lease.lostBecause);
    }
    return lease;
}

function tellEnd(awaited: FoundRun | undefined, found: readonly FoundRun[], deps: CommandDeps): void {
    const now = found.find(({ name }) => name === awaited?.name);
    if (now?.state === "done") {
        deps.log.info(`${printEarlier(now)} has ended (${printEnd(now)}).`);
    }
}

function printEarlier({ startedAt }: FoundRun): string {
    const at = startedAt === undefined ? "" : ` at ${new Date(startedAt).toISOString()}`;
    return `A script that an earlier operation of this resource started${at}`;
}

function noAnswer(): ProviderError {
    return new ProviderError({
        code: "CMD_NOT_STARTED",
        summary:
            "The host did not report whether an earlier run of this resource is still active, so nothing was started.",
        commandRan: "did-not-run",
        retryable: true,
        remedies: [
            ({ timeLimits }) =>
                `Check the connection to the instance, and check that the instance has free memory and can start more processes. Or give the operation more time${timeLimits}.`,
        ],
    });
}

function stillLive(run: FoundRun, details?: string): ProviderError {
    return new ProviderError({
        code: "CMD_RUN_CONFLICT",
        summary: `${printEarlier(run)} is still running on the instance, and two scripts of one resource may not run at once.`,
        commandRan: "did-not-run",
        retryable: true,
        remedies: [
            ({ timeLimits }) =>
                `Run it again when that script has ended, or give this operation more time${timeLimits}.`,
            `To end that script, sign in as ${run.osUser} and end the process group whose number is in ~/.local/state/ec2-instance-connect/runs/${run.name}/group`,
        ],
        ...(details === undefined ? {} : { details }),
    });
}
