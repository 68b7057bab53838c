// In: a failed sign-in, what is known of the instance, functions that look. Out: findings, and the error that names them.
// It looks only after a failure, only with read-only calls, and leaves out what it may not see. It never hides the error.
export { canDiagnose, diagnose } from "./diagnose";
export { lookAtStatus } from "./network-looks";
export { withFindings } from "./with-findings";
