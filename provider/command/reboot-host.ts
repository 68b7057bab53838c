import type { Deadline } from "../base/deadline";
import { terminalText } from "../base/terminal-text";
import type { Connect } from "../host/connect";
import type { HostLease } from "../host/host";
import { type CarriedOut, carryOut } from "./carry-out";
import type { CommandDeps } from "./command-deps";
import { notBackError, printCount, rebootBusy, rebootRefused } from "./reboot-errors";
import { comeBack } from "./reconnect";
import { ASK_BOOT, type OrderTexts, printBeforeReboot, printReboot } from "./remote/orders";

/** How long a host may take to come back. */
export const REBOOT_LIMIT_MS = 600_000;
/** An answer takes a moment, but a package manager may take a while to say whether a reboot is due. */
const ANSWER_MS = 60_000;
/** While the host goes down, and while others' runs end. */
const BETWEEN_LOOKS_MS = 2_000;

export interface RebootRequest {
    /** The boot in which the script ran. In a later one there is nothing left to do. Undefined: the present one. */
    readonly since: string | undefined;
    readonly isIfRequired: boolean;
}

/**
 * Reboots the host, unless it has been rebooted since, or needs none, and returns when a session on it opens in another boot. It waits for the
 * runs of ours that live on the host. May be done again after a kill at any moment: the host reboots only if it is still in the
 * boot that was looked at.
 * @throws {ProviderError} `CMD_REBOOT_BUSY`, `CMD_REBOOT_REFUSED`: it was not rebooted; `CMD_REBOOT_TIMEOUT`: it is not back.
 */
export async function rebootHost(request: RebootRequest, connect: Connect, deps: CommandDeps): Promise<void> {
    const bootId = await untilMayReboot(request, connect, deps);
    if (bootId === undefined) {
        return;
    }
    const startedAt = deps.clock.monotonicMs();
    await reboot(bootId, connect, { ...deps, deadline: deps.deadline.within(REBOOT_LIMIT_MS) });
    const seconds = Math.round((deps.clock.monotonicMs() - startedAt) / 1_000);
    deps.log.info(`The instance was rebooted and is back after ${seconds} s.`);
}

/** The boot that is to end, once nothing runs in it any more; undefined: no reboot is due. */
async function untilMayReboot(
    { since, isIfRequired }: RebootRequest,
    connect: Connect,
    deps: CommandDeps,
): Promise<string | undefined> {
    for (;;) {
        const { bootId, live, need } = await ask(printBeforeReboot(isIfRequired), connect, deps);
        if (bootId === "-") {
            throw rebootRefused(
                "it does not show its boot ID in /proc/sys/kernel/random/boot_id, so a reboot could not be confirmed",
            );
        }
        if (since !== undefined && bootId !== since) {
            deps.log.info("The instance has been rebooted since the script ended.");
            return undefined;
        }
        if (need === "no") {
            deps.log.info("The instance requires no reboot.");
            return undefined;
        }
        if (need === "unknown") {
            deps.log.warning(
                "The instance can't tell whether it requires a reboot, so it is not rebooted: install the program needs-restarting (package dnf-utils or yum-utils).",
            );
            return undefined;
        }
        if (live === 0) {
            return bootId;
        }
        if (deps.deadline.remainingMs() <= BETWEEN_LOOKS_MS) {
            throw rebootBusy(live);
        }
        deps.log.status(`Waiting for ${printCount(live)} on the instance to end before it is rebooted`);
        await deps.clock.sleep(BETWEEN_LOOKS_MS);
    }
}

interface Answer {
    readonly bootId: string;
    readonly live: number;
    readonly need: string | undefined;
}

/** Asks until the host answers; a connection that is lost is opened again. */
async function ask(texts: OrderTexts, connect: Connect, deps: CommandDeps): Promise<Answer> {
    for (let isFirst = true; ; isFirst = false) {
        const lease = isFirst ? await connect(deps.deadline) : await returnTo(connect, deps);
        const carried = await carryOut(texts, lease.host, { deadline: deps.deadline.within(ANSWER_MS) }).finally(
            lease.release,
        );
        const bootId = wordOf(carried, "boot");
        if (carried.end.kind === "over" && bootId !== undefined) {
            return { bootId, live: Number(wordOf(carried, "live") ?? 0), need: wordOf(carried, "need") };
        }
    }
}

async function returnTo(connect: Connect, deps: CommandDeps, cause?: string): Promise<HostLease> {
    const lease = await comeBack(connect, deps, { lostAt: deps.clock.now(), cause });
    if ("lostBecause" in lease) {
        throw notBackError(lease.lostBecause, cause === undefined ? "before" : "after");
    }
    return lease;
}

/** Requests the reboot until the host has heard of it, and returns when the host is in another boot. */
async function reboot(bootId: string, connect: Connect, deps: CommandDeps): Promise<void> {
    let isRequested = false as boolean;
    for (;;) {
        const lease = await returnTo(connect, deps, isRequested ? "Rebooting" : "About to reboot");
        const texts: OrderTexts = isRequested ? ASK_BOOT : printReboot(bootId);
        const carried: CarriedOut | undefined = await carryOut(texts, lease.host, { deadline: answerIn(deps.deadline) })
            .catch(() => undefined)
            .finally(lease.release);
        const now = carried && wordOf(carried, "boot");
        if (now !== undefined && now !== bootId) {
            return;
        }
        const refusal = carried?.reports.find(({ words }) => words[0] === "refused");
        if (refusal !== undefined) {
            throw rebootRefused(terminalText(refusal.text.trim()) || `exit code ${refusal.words[1]}`);
        }
        isRequested ||= carried !== undefined && wordOf(carried, "requested") !== undefined;
        if (deps.deadline.expired()) {
            throw notBackError("the instance was still in the same boot", "after");
        }
        await deps.clock.sleep(Math.min(BETWEEN_LOOKS_MS, deps.deadline.remainingMs()));
    }
}

/** A host that goes down may take the question and give no answer. */
function answerIn(deadline: Deadline): Deadline {
    return deadline.within(15_000);
}

/** The first word of a report after its name; of one that has none, the empty text. */
function wordOf({ reports }: CarriedOut, name: string): string | undefined {
    const found = reports.find(({ words }) => words[0] === name);
    return found && (found.words[1] ?? "");
}
