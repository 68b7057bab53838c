import { lastCharacters } from "../base/cut-text";
import type { Deadline } from "../base/deadline";
import { hasCode, ProviderError, withFailure } from "../base/error";
import type { Redact } from "../base/redaction";
import { terminalText } from "../base/terminal-text";
import { worded } from "../base/words";
import type { HostLease } from "../host/host";
import { carryOut } from "./carry-out";
import type { CommandDeps } from "./command-deps";
import { ASK_CLOUD_INIT } from "./remote/orders";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const LOG_CHARACTERS = 4_000;
/** An answer takes a moment; a host that gives none is asked again, on another connection. */
const ANSWER_MS = 60_000;

/** What the host says of cloud-init. */
interface Status {
    /** `done`, `running`, `error`, `disabled`, …; `absent` where there is no cloud-init. */
    readonly word: string;
    readonly isDegraded: boolean;
    readonly long: string;
    readonly logTail: string;
}

/**
 * Waits until cloud-init has finished; returns at once where the host has none, or has it switched off. A connection that is
 * lost meanwhile is opened again.
 * @throws {ProviderError} cloud-init failed (with its own words), or was not done in time. No script has run.
 */
export async function waitForCloudInit(
    { limitMs, redact }: { readonly limitMs: number; readonly redact: Redact },
    connect: (deadline: Deadline) => Promise<HostLease>,
    deps: CommandDeps,
): Promise<void> {
    const startedAt = deps.clock.monotonicMs();
    const deadline = deps.deadline.within(limitMs);
    let pauseMs = FIRST_PAUSE_MS;
    let last: Status | undefined;
    let lease: HostLease | undefined;
    try {
        for (;;) {
            lease ??= await connect(deadline);
            const status = await askStatus(lease, deps.deadline.within(ANSWER_MS));
            // A host that got half of the question tells no status, either: believed when it says so again.
            const isDoubtful = status?.word === "unknown" && last?.word !== "unknown";
            if (status === undefined || isDoubtful) {
                lease.release();
                lease = undefined;
            } else if (isFinished(status, redact, deps)) {
                return;
            }
            last = status ?? last;
            if (deadline.remainingMs() <= pauseMs) {
                throw withinTime(timeoutError(last, deps.clock.monotonicMs() - startedAt, redact), deadline);
            }
            deps.log.status(
                `waiting for cloud-init (${last?.word ?? "the connection was lost"}), ` +
                    `${Math.round((deps.clock.monotonicMs() - startedAt) / 1_000)} s`,
            );
            await deps.clock.sleep(pauseMs);
            pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5);
        }
    } finally {
        lease?.release();
    }
}

/** Undefined when the connection was lost before the answer. */
async function askStatus({ host }: HostLease, deadline: Deadline): Promise<Status | undefined> {
    const carried = await carryOut(ASK_CLOUD_INIT, host, { deadline }).catch((error) => {
        if (hasCode(error, "CMD_LOGIN_SHELL_HANGS")) {
            throw error;
        }
        return undefined;
    });
    if (carried === undefined || carried.end.kind === "lost") {
        return undefined;
    }
    const { reports } = carried;
    const textOf = (name: string) => reports.find(({ words }) => words[0] === "text" && words[1] === name)?.text ?? "";
    const long = textOf("status");
    if (reports.some(({ words }) => words[0] === "absent")) {
        return { word: "absent", isDegraded: false, long, logTail: "" };
    }
    const word = /^status: *(.+?)\s*$/m.exec(long)?.[1] ?? "unknown";
    return { word, isDegraded: /^extended_status: *degraded/m.test(long), long, logTail: textOf("log") };
}

function isFinished(status: Status, redact: Redact, deps: CommandDeps): boolean {
    switch (status.word) {
        case "done":
            if (status.isDegraded) {
                deps.log.warning(
                    `cloud-init finished with recoverable errors:\n${shown(status.long, redact, "whole")}`,
                );
            }
            return true;
        case "absent":
        case "disabled":
            return true;
        case "error":
        case "unknown":
            throw failedError(status, redact);
        default:
            return false;
    }
}

function failedError(status: Status, redact: Redact): ProviderError {
    const what = status.word === "error" ? "cloud-init failed on the instance" : "cloud-init did not report its status";
    return new ProviderError({
        code: "CMD_CLOUD_INIT_FAILED",
        summary: `${what}, and waitForCloudInit requires it to succeed.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: factsOf(status, redact),
        remedies: [
            "Correct the instance's user data and replace the instance, because cloud-init runs it only once.",
            "Check /var/log/cloud-init.log on the instance.",
            "If the failure does not matter, leave out waitForCloudInit.",
        ],
    });
}

function timeoutError(status: Status | undefined, spentMs: number, redact: Redact): ProviderError {
    return new ProviderError({
        code: "CMD_CLOUD_INIT_TIMEOUT",
        summary: `cloud-init did not finish within ${Math.round(spentMs / 1_000)} s.`,
        commandRan: "did-not-run",
        retryable: true,
        facts: status === undefined ? [] : factsOf(status, redact),
        remedies: [
            'Give it more time: waitForCloudInit: "40m".',
            "See on the instance what it is doing: cloud-init status --long, and /var/log/cloud-init-output.log.",
        ],
    });
}

/** Where the operation's own limit was the nearer one, more time for cloud-init would not help. */
function withinTime(error: ProviderError, { setBy }: Deadline): ProviderError {
    const [, ...others] = error.told?.remedies ?? [];
    return setBy === undefined
        ? error
        : withFailure(error, { remedies: [(words) => `Give it more time: raise ${worded(setBy, words)}.`, ...others] });
}

function factsOf({ long, logTail }: Status, redact: Redact): [string, string][] {
    const facts: [string, string][] = [
        ["cloud-init status --long", shown(long, redact, "whole")],
        ["end of cloud-init-output.log", shown(logTail, redact, "end")],
    ];
    return facts.filter(([, text]) => text.trim() !== "");
}

/** The end of a text of the host, or of the end of one, indented as a fact. */
function shown(text: string, redact: Redact, what: "whole" | "end"): string {
    const masked = redact(terminalText(text.trimEnd()), { atStart: what === "end" });
    return lastCharacters(masked, LOG_CHARACTERS)
        .split("\n")
        .map((line) => `\n    ${line}`)
        .join("");
}
