// `creates` and `unless`: whether there is anything to do. They are asked after the files are in place, right before the script.
import { quoteForShell } from "../base/shell";
import { guardFailure, printCreates, type SideScriptName } from "../state";
import { redactFor } from "./live-output";
import type { OnInstance } from "./on-instance";
import { runSideScript } from "./side-script";

/**
 * Why the script has nothing to do, if a guard says so; undefined: it is to run.
 * @throws {ProviderError} a guard could not tell. The script did not run.
 */
export async function findReasonToSkip(at: OnInstance): Promise<string | undefined> {
    const { creates, unless } = at.operation.inputs;
    if (creates !== undefined && (await ask(at, "creates", lookFor(creates))) === "yes") {
        return `Nothing to do: ${printCreates(at.operation.inputs)} exists (creates).`;
    }
    if (unless !== undefined && (await ask(at, "unless", unless)) === "yes") {
        return "Nothing to do: unless exited with 0.";
    }
    return undefined;
}

/** What a guard may exit with to let the script run. What lies above has a meaning of its own to shells. */
const LAST_NO = { creates: 1, unless: 125 } as const;

async function ask(at: OnInstance, guard: keyof typeof LAST_NO, script: string): Promise<"yes" | "no"> {
    const { operation, route } = at;
    const { inputs, log, name } = operation;
    log.status(`Asking ${guard} whether there is anything to do`);
    const isOurs: { isOurs?: true } = guard === "creates" ? { isOurs: true } : {};
    const result = await runSideScript(at, { name: guard, script, ...isOurs });
    const { outcome } = result;
    if (outcome.kind === "exited" && outcome.exitCode <= LAST_NO[guard]) {
        return outcome.exitCode === 0 ? "yes" : "no";
    }
    throw guardFailure({
        side: guard satisfies SideScriptName,
        script: name,
        target: route.reached().target,
        result,
        inputs,
        redact: redactFor(inputs),
    });
}

/**
 * Exits with 0 if something is at the path, a link included, wherever it leads; with 1 if nothing is. `ls` tells why nothing
 * was found: a directory that can't be searched proves nothing.
 */
function lookFor(path: string): string {
    const quoted = path.startsWith("~/") ? `"\${HOME:-}"${quoteForShell(path.slice(1))}` : quoteForShell(path);
    return `path=${quoted}
if [ -e "$path" ] || [ -L "$path" ]; then exit 0; fi
said=$(LC_ALL=C ls -d -- "$path" 2>&1) && exit 0
case $said in
*'No such file or directory'*|*'Not a directory'*) exit 1;;
esac
printf '%s\\n' "$said" >&2
exit 2
`;
}
