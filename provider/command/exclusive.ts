import { ProviderError } from "../base/error";
import type { Session } from "../session/session";
import { execReport } from "./exec-report";
import { printCheckText } from "./remote/program";
import type { CommandDeps } from "./run-state";

/**
 * Holds the host's lock for as long as the script runs, also when nobody is connected, and lets go however it ends: the
 * kernel frees the lock with the process. The file is opened for reading only, since a sticky directory may refuse to
 * open another user's file for writing. Whoever can't lock dies of a signal, which is never success.
 *
 * A script that a signal ends must be seen to end so, and not to exit with 128 and more. The shell tells the two apart on its
 * standard error, which goes to a file beside the script for that, and ends itself by the same signal.
 */
const LOCKED = `
eic_lock=/var/tmp/.ec2-instance-connect-exclusive
(umask 0; set -C; : >$eic_lock) 2>/dev/null
touch -c $eic_lock 2>/dev/null
if [ -f $eic_lock ] && [ ! -L $eic_lock ] && [ -r $eic_lock ]; then
  exec 9<$eic_lock
  flock 9 || kill -KILL $$
else
  echo "exclusive: $eic_lock can't be locked" >&2
  kill -KILL $$
fi
for eic_script do :; done
eic_notice=\${eic_script%/*}/exclusive
(: >"$eic_notice") 2>/dev/null || eic_notice=/dev/null
trap : TERM INT HUP
exec 7>&2 2>"$eic_notice"
(exec 2>&7 7>&- 9<&-; exec "$@")
eic_code=$?
if [ $eic_code -gt 128 ] && [ -s "$eic_notice" ]; then
  trap - TERM INT HUP
  kill -s "$(kill -l $((eic_code - 128)))" $$
fi
exit $eic_code
`;

/** The interpreter that runs another one, one at a time on the host. Its arguments are constants: they are public. */
export function exclusiveInterpreter(interpreter: readonly string[]): readonly string[] {
    return ["/bin/sh", "-c", LOCKED.trim(), "exclusive", ...interpreter];
}

const FLOCK = "if command -v flock >/dev/null 2>&1; then eic_report flock; else eic_report none; fi";

/** Resolves when the host can lock. @throws {ProviderError} `CMD_NO_FLOCK`: it has no `flock`. */
export async function requireFlock(session: Session, deps: CommandDeps): Promise<void> {
    const marker = deps.random.hex(16);
    const reports = await execReport(session, printCheckText(FLOCK, marker), marker);
    if (reports?.some(([report]) => report === "none")) {
        throw new ProviderError({
            code: "CMD_NO_FLOCK",
            summary: "The instance has no program flock, which exclusive needs.",
            layer: "command",
            commandRan: "did-not-run",
            retryable: false,
            remedies: ["Install flock on the instance (package util-linux or busybox).", "Or leave exclusive out."],
        });
    }
}
