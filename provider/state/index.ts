// In: a finished run or a change to record, and what state held before. Out: the outputs to save, or the error that keeps them.
// It is the only writer of outputs: every path (create, update, record, failure, refresh) wraps the secrets here.
// It never runs anything, and contacts nobody.

export { type AfterScript, FETCH_STEP, type ReadValue, readValueOf, type StepResults } from "./after-script";
export { commandFailure, isSuccess, type OperationLimit, type ScriptName } from "./command-failure";
export { FailedWithState } from "./failed-with-state";
export type { FetchedFiles } from "./fetched";
export type { FinishedOperation, FinishedRun } from "./finished-operation";
export { hidesOutput, hidesStream } from "./hidden-output";
export { type LastFailure, lastFailure } from "./last-failure";
export { withSecretsMarked } from "./mark-arguments";
export { outputsAfterPlacing } from "./outputs-after-placing";
export { outputsAfterRecord } from "./outputs-after-record";
export { outputsAfterRefresh, type Refreshed } from "./outputs-after-refresh";
export { outputsAfterRun } from "./outputs-after-run";
export { isUpdateDue, type Recorded, readRecorded } from "./recorded";
export { asSecret } from "./secret-envelope";
export { guardFailure, printCreates, readFailure, type SideScriptName } from "./side-failure";
export { printBadValues, valuesFailure, valuesOf } from "./values";
export { showsSecrets } from "./wrap-secrets";
