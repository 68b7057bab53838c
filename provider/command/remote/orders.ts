import { quoteForShell } from "../../base/shell";
import { directoryNameOf } from "../directory-name";
import type { LookRequest } from "../earlier/look-request";
import type { CommandPlan } from "../plan";
import { ACKNOWLEDGE } from "./acknowledge.sh";
import { CLOUD_INIT } from "./cloud-init.sh";
import { isExclusive } from "./exclusive.sh";
import { FOLLOW } from "./follow.sh";
import { GIVE_VALUES } from "./give-values.sh";
import { LOOK } from "./look.sh";
import { POINTERS } from "./pointers.sh";
import { REBOOT } from "./reboot.sh";
import { RUNS } from "./runs.sh";
import { START } from "./start.sh";
import { STOP } from "./stop.sh";

/** What a run is called on the host, and who asks. */
export interface RunIdentity {
    /** The name of the run's directory. */
    readonly directoryName: string;
    /** The user of the host that the run belongs to; undefined: the one that signs in. */
    readonly osUser: string | undefined;
    /** Tells this operation's own run from one that an earlier operation started. */
    readonly token: string;
    readonly inputsHash: string;
    /** The creator of a dead run that is to give its name up. */
    readonly discard: string | undefined;
    /** The name that has to be claimed for a start. */
    readonly turn: string;
}

export interface Offsets {
    readonly stdout: number;
    readonly stderr: number;
}

/** What an order of this room is made of: the functions that it calls, and the calls. */
export interface OrderTexts {
    readonly libraries: readonly string[];
    readonly start?: string;
    readonly text: string;
}

const EXPECTED_CREATOR =
    'read -r eic_creator <token; [ "$eic_creator" = "$eic_expected" ] || { eic_report absent other; exit 0; }';
const EXPECTED_INPUTS =
    'read -r eic_found <inputs; [ "$eic_found" = "$eic_expected" ] || { eic_report absent other; exit 0; }';
const ENTER_RUN = 'eic_find && cd "$eic_run" || { eic_report absent; exit 0; }';

/** Starts the run if it never started, and follows it from the offsets. */
export function printRun(plan: CommandPlan, identity: RunIdentity, offsets: Offsets): OrderTexts {
    const start = [
        assignment("eic_id", identity.directoryName),
        assignment("eic_token", identity.token),
        assignment("eic_inputs", identity.inputsHash),
        assignment("eic_discard", identity.discard ?? ""),
        assignment("eic_turn", identity.turn),
        assignment("eic_script", plan.script),
        assignment("eic_environment", printEnvironment(plan.environment)),
        assignment("eic_stdin", plan.stdin),
        assignment("eic_runner_values", printRunnerValues(plan)),
        assignment("eic_child_values", printChildValues(plan)),
        assignment("eic_child_call", `eic_exec ${plan.interpreter.map(quoteForShell).join(" ")}`),
        "eic_start",
    ];
    const { text } = printFollow(identity, offsets, [assignment("eic_expected", identity.inputsHash), EXPECTED_INPUTS]);
    return { libraries: [RUNS, START, GIVE_VALUES, FOLLOW], start: print(start), text };
}

/**
 * Follows a run that is known to be on the host; it carries nothing of the plan. With a creator it follows no other's run that has
 * taken its place.
 */
export function printAttach(identity: RunIdentity, offsets: Offsets, creator: string | undefined): OrderTexts {
    return printFollow(
        identity,
        offsets,
        creator === undefined ? [] : [assignment("eic_expected", creator), EXPECTED_CREATOR],
    );
}

function printFollow(identity: RunIdentity, offsets: Offsets, expected: readonly string[]): OrderTexts {
    return {
        libraries: [RUNS, GIVE_VALUES, FOLLOW],
        text: print([
            assignment("eic_id", identity.directoryName),
            ENTER_RUN,
            ...expected,
            `eic_out_offset=${offsets.stdout}`,
            `eic_err_offset=${offsets.stderr}`,
            "eic_follow",
        ]),
    };
}

/** Looks for runs of a resource, and claims the names that this operation may start. */
export function printLook(request: LookRequest): OrderTexts {
    return {
        libraries: [RUNS, POINTERS, LOOK],
        text: print([
            assignment("eic_claims", request.claims.join(" ")),
            assignment("eic_token", request.token),
            assignment("eic_prefix", request.prefix),
            assignment("eic_names", request.names.map(directoryNameOf).join(" ")),
            assignment("eic_await", request.awaited ?? ""),
            `eic_asks_user=${request.osUsers.length > 0 ? "yes" : "no"}`,
            "eic_look_for_runs",
        ]),
    };
}

/** Ends a live run, and tells whose it is if it is another user's. */
export function printStop(directoryName: string): OrderTexts {
    const names = [directoryName];
    return {
        libraries: [RUNS, POINTERS, STOP],
        text: print([...printNames(names), "eic_stop </dev/null 2>/dev/null", "eic_tell_pointers"]),
    };
}

/** Removes finished runs, of a run that is known by its start no other of the same name, and tells which are another user's. */
export function printAcknowledge(
    runs: readonly { readonly name: string; readonly startedAt: number | undefined }[],
): OrderTexts {
    const starts = runs.flatMap(({ name, startedAt }) => (startedAt === undefined ? [] : [`${name}=${startedAt}`]));
    return {
        libraries: [RUNS, POINTERS, ACKNOWLEDGE],
        text: print([
            ...printNames([...new Set(runs.map(({ name }) => name))]),
            assignment("eic_starts", starts.join(" ")),
            "eic_acknowledge_all",
            "eic_tell_pointers",
        ]),
    };
}

/** What the login user's pointers to runs of another user are to be. */
export type PointerCall = "eic_point" | "eic_unpoint" | "eic_forget";

export function printPointer(call: PointerCall, directoryNames: readonly string[], osUser: string): OrderTexts {
    return {
        libraries: [RUNS, POINTERS],
        text: print([...printNames(directoryNames), assignment("eic_user", osUser), call]),
    };
}

/** Tells which boot the host is in. */
export const ASK_BOOT: OrderTexts = { libraries: [REBOOT], text: "eic_tell_boot" };

/** Tells which boot the host is in, how many runs live on it, and, if somebody wants to know, whether it needs a reboot. */
export function printBeforeReboot(asksNeed: boolean): OrderTexts {
    return {
        libraries: [REBOOT],
        text: print(["eic_tell_boot", "eic_tell_runs", ...(asksNeed ? ["eic_tell_need"] : [])]),
    };
}

/** Reboots the host, if it is still in that boot. */
export function printReboot(bootId: string): OrderTexts {
    return { libraries: [REBOOT], text: print([assignment("eic_expected", bootId), "eic_reboot"]) };
}

/** Tells how far cloud-init is. */
export const ASK_CLOUD_INIT: OrderTexts = { libraries: [], text: CLOUD_INIT };

/** Tells whether the host can lock. */
export const ASK_FLOCK: OrderTexts = {
    libraries: [],
    text: "if command -v flock >/dev/null 2>&1; then eic_report flock; else eic_report none; fi",
};

function print(lines: readonly string[]): string {
    return lines.join("\n");
}

/** In `eic_id`, too, the first: what concerns one run goes by that. */
function printNames(names: readonly string[]): string[] {
    return [assignment("eic_id", names[0] ?? "none"), assignment("eic_ids", names.join(" "))];
}

function assignment(name: string, value: string): string {
    return `${name}=${quoteForShell(value)}`;
}

function printEnvironment(environment: Readonly<Record<string, string>>): string {
    return Object.entries(environment)
        .map(([name, value]) => `${assignment(name, value)}\nexport ${name}\n`)
        .join("");
}

/** Every kernel starts a program with an environment of this size, whatever the limit of its stack is set to. */
const SMALL_ENVIRONMENT_BYTES = 64 * 1024;

/** How long a script is paused by a nearly full disk while nothing is given back: a reconnect takes less. */
const PATIENCE_MS = 120_000;

function printRunnerValues(plan: CommandPlan): string {
    const timeoutHundredths = Math.max(1, Math.ceil(plan.timeoutMs / 10));
    const exclusive = `eic_exclusive=${isExclusive(plan.interpreter) ? "yes" : "no"}`;
    return print([
        `eic_timeout_hundredths=${timeoutHundredths}`,
        `eic_patience_hundredths=${PATIENCE_MS / 10}`,
        exclusive,
    ]);
}

function printChildValues(plan: CommandPlan): string {
    return print([
        assignment("eic_directory", plan.workingDirectory ?? ""),
        // What takes the lock is given the path, and passes it on only where it is wanted.
        `eic_by_stdin=${plan.scriptOnStdin ? "yes" : "no"}`,
        `eic_appends=${plan.scriptOnStdin && !isExclusive(plan.interpreter) ? "no" : "yes"}`,
        `eic_locks=${isExclusive(plan.interpreter) ? "yes" : "no"}`,
        `eic_is_large=${Buffer.byteLength(printEnvironment(plan.environment)) > SMALL_ENVIRONMENT_BYTES ? "yes" : "no"}`,
        `eic_has_environment=${Object.keys(plan.environment).length > 0 ? "yes" : "no"}`,
        `eic_has_stdin=${plan.stdin === "" ? "no" : "yes"}`,
        `eic_gives_values=${plan.givesValues === true ? "yes" : "no"}`,
    ]);
}
