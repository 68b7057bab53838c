import { quoteForShell } from "../../base/shell";
import { directoryNameOf } from "../directory-name";
import type { LookRequest } from "../earlier/look-request";
import type { CommandPlan } from "../plan";
import { ACKNOWLEDGE } from "./acknowledge.sh";
import { AS_RECORDED_USERS, AS_USER } from "./as-user.sh";
import { CHILD } from "./child.sh";
import { isExclusive } from "./exclusive.sh";
import { FOLLOW } from "./follow.sh";
import { LOOK, LOOK_AS_OTHERS } from "./look.sh";
import { PRELUDE } from "./prelude.sh";
import { RUNNER } from "./runner.sh";
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
}

export interface Offsets {
    readonly stdout: number;
    readonly stderr: number;
}

const EXPECTED_CREATOR =
    'read -r eic_creator <token; [ "$eic_creator" = "$eic_expected" ] || { eic_report absent other; exit 0; }';

/** The command line of every exec of this room: a constant, since arguments are public. */
export const REMOTE_SHELL = "exec /bin/sh -s";

/** The text that starts the run if it never started, and follows it from the offsets. */
export function printRunText(plan: CommandPlan, identity: RunIdentity, marker: string, offsets: Offsets): string {
    const body = [
        ...identityLines(identity.directoryName, marker),
        PRELUDE,
        "eic_report hello",
        assignment("eic_token", identity.token),
        assignment("eic_inputs", identity.inputsHash),
        assignment("eic_discard", identity.discard ?? ""),
        assignment("eic_script", plan.script),
        assignment("eic_environment", printEnvironment(plan.environment)),
        assignment("eic_stdin", plan.stdin),
        assignment("eic_runner", printRunner(plan)),
        assignment("eic_child", printChild(plan)),
        START,
        ...offsetLines(offsets),
        FOLLOW,
    ];
    return asUser(identity.osUser, identity.directoryName, marker, block(body));
}

/**
 * The text that follows a run that is known to be on the host; it carries nothing of the plan. With a creator it follows no other's
 * run that has taken its place.
 */
export function printAttachText(
    identity: RunIdentity,
    marker: string,
    offsets: Offsets,
    creator: string | undefined,
): string {
    const body = [
        ...identityLines(identity.directoryName, marker),
        PRELUDE,
        "eic_report hello",
        'eic_find && cd "$eic_run" || { eic_report absent; exit 0; }',
        ...(creator === undefined ? [] : [assignment("eic_expected", creator), EXPECTED_CREATOR]),
        ...offsetLines(offsets),
        FOLLOW,
    ];
    return asUser(identity.osUser, identity.directoryName, marker, block(body));
}

/** The text that looks for runs of a resource, and claims the names that this operation may start. */
export function printLookText(request: LookRequest, marker: string): string {
    const look = [
        ...markerLines(marker),
        PRELUDE,
        "eic_report hello",
        assignment("eic_claims", request.claims.join(" ")),
        assignment("eic_token", request.token),
        assignment("eic_prefix", request.prefix),
        assignment("eic_names", request.names.map(directoryNameOf).join(" ")),
        assignment("eic_await", request.awaited ?? ""),
        LOOK,
    ];
    // Once in the text, for all users: a shell that reads its stdin byte by byte is done with it sooner.
    const inner = [assignment("eic_inner", look.join("\n")), 'eval "$eic_inner"'];
    const others = [assignment("eic_users", request.osUsers.join(" ")), LOOK_AS_OTHERS];
    return block([...inner, ...others, "eic_report over"]);
}

/** The text that ends a live run, whoever runs it. */
export function printStopText(directoryName: string, marker: string): string {
    return forAnyUser([directoryName], marker, STOP, "no");
}

/** The text that removes finished runs, whoever ran them; of a run that is known by its start no other of the same name. */
export function printAcknowledgeText(
    runs: readonly { readonly name: string; readonly startedAt: number | undefined }[],
    marker: string,
): string {
    const starts = runs.flatMap(({ name, startedAt }) => (startedAt === undefined ? [] : [`${name}=${startedAt}`]));
    const action = `${assignment("eic_starts", starts.join(" "))}\n${ACKNOWLEDGE}`;
    return forAnyUser([...new Set(runs.map(({ name }) => name))], marker, action, "yes");
}

/** A text of ours that looks at the host and reports; it concerns no run. */
export function printCheckText(body: string, marker: string): string {
    return block([...markerLines(marker), PRELUDE, body]);
}

function forAnyUser(names: readonly string[], marker: string, action: string, forget: "yes" | "no"): string {
    const ids = assignment("eic_ids", names.join(" "));
    const inner = block([...markerLines(marker), PRELUDE, action]);
    const own = [...identityLines(names[0] ?? "none", marker), PRELUDE, ids, action];
    return block([
        ...own,
        assignment("eic_inner", inner),
        `eic_forget=${forget}`,
        AS_RECORDED_USERS,
        "eic_report over",
    ]);
}

/** One compound command: the shell parses it whole before anything in it runs, so a text cut in transit runs nothing. */
function block(lines: readonly string[]): string {
    return `{\n${lines.join("\n")}\nexit 0\n}\n`;
}

function asUser(user: string | undefined, directoryName: string, marker: string, text: string): string {
    if (user === undefined) {
        return text;
    }
    const outer = [...identityLines(directoryName, marker), PRELUDE, assignment("eic_user", user)];
    return block([...outer, assignment("eic_inner", text), AS_USER]);
}

function assignment(name: string, value: string): string {
    return `${name}=${quoteForShell(value)}`;
}

function markerLines(marker: string): string[] {
    const middle = marker.length / 2;
    return [
        assignment("eic_marker_first", marker.slice(0, middle)),
        assignment("eic_marker_second", marker.slice(middle)),
    ];
}

function identityLines(directoryName: string, marker: string): string[] {
    return [assignment("eic_id", directoryName), ...markerLines(marker)];
}

function offsetLines(offsets: Offsets): string[] {
    return [`eic_out_offset=${offsets.stdout}`, `eic_err_offset=${offsets.stderr}`];
}

function printEnvironment(environment: Readonly<Record<string, string>>): string {
    return Object.entries(environment)
        .map(([name, value]) => `${assignment(name, value)}\nexport ${name}\n`)
        .join("");
}

/** How long a script is paused by a nearly full disk while nothing is given back: a reconnect takes less. */
const PATIENCE_MS = 120_000;

function printRunner(plan: CommandPlan): string {
    const timeoutHundredths = Math.max(1, Math.ceil(plan.timeoutMs / 10));
    const exclusive = `eic_exclusive=${isExclusive(plan.interpreter) ? "yes" : "no"}`;
    return `eic_timeout_hundredths=${timeoutHundredths}\neic_patience_hundredths=${PATIENCE_MS / 10}\n${exclusive}\n${RUNNER}`;
}

function printChild(plan: CommandPlan): string {
    return [
        assignment("eic_directory", plan.workingDirectory ?? ""),
        `eic_has_environment=${Object.keys(plan.environment).length > 0 ? "yes" : "no"}`,
        `eic_has_stdin=${plan.stdin === "" ? "no" : "yes"}`,
        CHILD,
        `eic_exec ${plan.interpreter.map(quoteForShell).join(" ")}`,
        "",
    ].join("\n");
}
