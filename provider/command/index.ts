// In: a plan, a way to connect, and the clock, log and deadline. Out: how the script's one run ended, with its output.
// Never runs a script twice, never takes a missing answer for success, and knows nothing of AWS, keys, routes or state.
export { acknowledgeRun, acknowledgeRuns, type KnownRun } from "./acknowledge-runs";
export type { CommandDeps } from "./command-deps";
export {
    type EarlierRun,
    type FailedTry,
    isOfFirstCreate,
    isRetriable,
    nameOfFirstReleases,
    nameRun,
    nameTry,
    type RunQuestion,
    runNameOf,
    settleEarlierRuns,
    type TryRule,
} from "./earlier";
export { requireFlock } from "./exclusive";
export type { CommandPlan } from "./plan";
export { planCommand } from "./plan-command";
export { rebootBusy } from "./reboot-errors";
export { REBOOT_LIMIT_MS, rebootHost } from "./reboot-host";
export { runCommand } from "./run-command";
export { digestOf } from "./run-identity";
export { stopRun } from "./stop-run";
export { waitForCloudInit } from "./wait-for-cloud-init";
