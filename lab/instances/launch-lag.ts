import type { LabClock } from "../clock";
import { type Conditions, noFaults } from "../faults/conditions";
import type { LaunchOptions } from "./launch-options";
import type { Timers } from "./timers";

/** What an instance is like as it is launched: by its options, nothing or everything takes a while. */
export function startConditions(options: LaunchOptions, clock: LabClock): Conditions {
    const now = clock.now();
    const {
        unknownMs = 0,
        pendingMs = 0,
        addressMs = 0,
        keysMs = 0,
        consoleMs = 0,
        sshdMs = 0,
    } = options.launchLag ?? {};
    const conditions = noFaults();
    const isHeld = options.state === "pending";
    conditions.pendingUntil = isHeld ? Number.POSITIVE_INFINITY : now + Math.max(options.pendingMs ?? 0, pendingMs);
    conditions.unknownUntil = now + unknownMs;
    conditions.allAddressesHiddenUntil = now + addressMs;
    conditions.keysArriveFrom = now + keysMs;
    conditions.consoleBlankUntil = now + consoleMs;
    conditions.link.refusesConnections = sshdMs > 0;
    return conditions;
}

/** Lets sshd listen when its lag is over. */
export function endSshdLag({ launchLag }: LaunchOptions, { later }: Timers, listen: () => Promise<void>): void {
    if (launchLag?.sshdMs) later(launchLag.sshdMs, listen);
}
