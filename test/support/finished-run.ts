import type { CommandResult } from "../../provider/command/command-result";
import type { FinishedOperation, FinishedRun } from "../../provider/state";

const STREAM = { totalBytes: 4, sha256: "ab".repeat(32), truncated: false };

/** An operation whose run ended well, with the fields of its result replaced as asked. */
export function finishedRun(result: Partial<CommandResult> = {}): FinishedOperation & { readonly run: FinishedRun } {
    return {
        endedAt: 1_700_000_001_500,
        placed: [],
        run: {
            id: "0123456789abcdef0123456789abcdef",
            tries: 1,
            failedTries: [],
            result: {
                outcome: { kind: "exited", exitCode: 0 },
                stdout: { ...STREAM, text: "out\n" },
                stderr: { ...STREAM, text: "err\n" },
                startedAt: 1_700_000_000_000,
                endedAt: 1_700_000_001_500,
                attempts: 1,
                bootId: "boot",
                takenOverFrom: undefined,
                ...result,
            },
        },
        target: {
            instanceId: "i-0123456789abcdef0",
            region: "eu-west-1",
            accountId: "123456789012",
            availabilityZone: "eu-west-1a",
            osUser: "ec2-user",
        },
        facts: {
            keyFingerprint: "SHA256:key",
            requestId: "request",
            hostKeyFingerprint: "SHA256:host",
            route: "public",
            address: "192.0.2.10",
        },
        hostKeyPolicy: "auto",
    };
}
