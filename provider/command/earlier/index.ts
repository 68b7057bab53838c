// What earlier operations of a resource left on the host: runs that are live, results that nobody has recorded.
export type { RunQuestion } from "./choose";
export { nameOfFirstReleases } from "./name-of-first-releases";
export { isOfFirstCreate, nameRun } from "./run-name";
export { type EarlierRun, settleEarlierRuns } from "./settle";
export { type FailedTry, nameTry, runNameOf } from "./tries";
export { isRetriable, type TryRule } from "./try-rule";
