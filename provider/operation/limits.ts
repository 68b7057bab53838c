import { REBOOT_LIMIT_MS } from "../command";
import type { OperationLimit } from "../state";
import type { Operation } from "./operation";

/** Beyond connecting and running: the grace of a stopped script (10 s) and one reconnect to fetch its result. */
const SETTLING_MS = 60_000;
/** Shorter ones arrive in the time that is given to connecting. */
const LARGE_STDIN_CHARACTERS = 1024 * 1024;
/** How long the transfer of files, or of a large stdin, may take when the program sets no limit. */
const TRANSFER_MS = 3_600_000;
/** How long reading files of at most 8 MiB may take. */
const FETCH_MS = 600_000;

/** How long the whole operation may take: what the program set, else the sum of the limits of its steps. */
export function overallLimitMs({ name, limitMs, inputs, recorded, files }: Operation): number {
    if (limitMs !== undefined) {
        return limitMs;
    }
    const fetchMs = inputs.fetch.length > 0 && name !== "delete" ? FETCH_MS : 0;
    const hasTransfer =
        files.length + (recorded?.placed.length ?? 0) > 0 || inputs.stdin.length > LARGE_STDIN_CHARACTERS;
    const scripts = [name === "read" ? undefined : inputs.commandTimeoutMs, ...sideScripts(name, inputs)];
    const commandMs = scripts.filter((each) => each !== undefined).length * inputs.commandTimeoutMs;
    const mayReboot = inputs.reboot !== "never" && (name === "create" || name === "update");
    const scriptMs = (inputs.waitForCloudInitMs ?? 0) + commandMs + (mayReboot ? REBOOT_LIMIT_MS : 0);
    return inputs.connection.connectTimeoutMs + scriptMs + SETTLING_MS + fetchMs + (hasTransfer ? TRANSFER_MS : 0);
}

/** Guards and `read`, each of which may take as long as the script. */
function sideScripts(name: Operation["name"], { unless, creates, read }: Operation["inputs"]) {
    return name === "delete" ? [] : name === "read" ? [read] : [unless, creates, read];
}

/** The limit that the program set for the whole operation, with its name; undefined where it set none. */
export function limitOfProgram({ limitMs, limitOf }: Operation): OperationLimit | undefined {
    return limitMs === undefined ? undefined : { ms: limitMs, name: ({ timeLimitOf }) => timeLimitOf(limitOf) };
}

/** How long the script may run: the host itself keeps to it. */
export function scriptLimitMs({ limitMs, inputs }: Operation): number {
    return Math.min(inputs.commandTimeoutMs, limitMs ?? Number.POSITIVE_INFINITY);
}
