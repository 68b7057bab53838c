import type { CommandResult } from "../command/command-result";
import { cutMiddle } from "./failure-size";
import type { FinishedOperation } from "./finished-operation";
import { publicHashes } from "./secret-files";
import { trimOneNewline } from "./trim-newline";
import { placedOrNone, withoutUndefined } from "./wrap-secrets";

/** The outputs that tell of an operation: its run, the connection, and what is in place. */
export function resultProperties(finished: FinishedOperation, roomBytes: number): Record<string, unknown> {
    const { run, placed, target, facts, hostKeyPolicy, endedAt } = finished;
    const result = run?.result ?? noResult(endedAt, finished.without === "skipped" ? "skipped" : "none");
    const { outcome, stdout, stderr } = result;
    return {
        stdout: cutMiddle(trimOneNewline(stdout.text), roomBytes / 2),
        stderr: cutMiddle(trimOneNewline(stderr.text), roomBytes / 2),
        exitCode: outcome.kind === "exited" ? outcome.exitCode : undefined,
        outcome: outcome.kind,
        run: withoutUndefined({
            id: run?.id ?? "",
            startedAt: new Date(result.startedAt).toISOString(),
            endedAt: new Date(result.endedAt).toISOString(),
            durationMs: Math.max(0, result.endedAt - result.startedAt),
            attempts: result.attempts,
            tries: run?.tries ?? 0,
            stdoutBytes: stdout.totalBytes,
            stderrBytes: stderr.totalBytes,
            stdoutSha256: stdout.sha256,
            stderrSha256: stderr.sha256,
            truncated: stdout.truncated || stderr.truncated,
            route: facts.route,
            address: facts.address,
            osUser: target.osUser,
            region: target.region,
            accountId: target.accountId,
            keyFingerprint: facts.keyFingerprint,
            requestId: facts.requestId,
            bootId: result.bootId,
            via: facts.via,
        }),
        // Under the policy `off` nothing was verified, so nothing is pinned.
        hostKeys: hostKeyPolicy === "off" ? [] : [facts.hostKeyFingerprint],
        fileHashes: publicHashes(placed),
        __placed: placedOrNone(placed),
    };
}

/** What the outputs say of an operation that had no script. */
function noResult(endedAt: number, kind: "skipped" | "none") {
    const nothing = { text: "", totalBytes: 0, sha256: SHA256_OF_NOTHING, truncated: false };
    const outcome: { kind: "none" | "skipped" } | CommandResult["outcome"] = { kind };
    return { outcome, stdout: nothing, stderr: nothing, startedAt: endedAt, endedAt, attempts: 0, bootId: "" };
}

const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
