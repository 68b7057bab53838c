import { expect, test } from "vitest";
import { makeRedact } from "../../../provider/base/redaction";
import type { CommandResult } from "../../../provider/command/result";
import { parseInputs } from "../../../provider/inputs";
import { commandFailure } from "../../../provider/state";
import { finishedRun } from "../../support/finished-run";

const inputs = parseInputs({ instanceId: "i-0123456789abcdef0", create: "true" });
const EMPTY = { text: "", totalBytes: 0, sha256: "", truncated: false };
const SOME = { ...EMPTY, text: "text", totalBytes: 4 };

const remediesOf = (script: "create" | "delete", result: Partial<CommandResult>) =>
    (commandFailure({ script, ...finishedRun(result), inputs, redact: makeRedact([]) }).failure.remedies ?? []).join(
        " ",
    );

test.each([
    [{ outcome: { kind: "exited", exitCode: 3 } }, SOME, SOME, "stdout, stderr and exit code are in state"],
    [{ outcome: { kind: "exited", exitCode: 3 } }, EMPTY, SOME, "stderr and exit code are in state"],
    [{ outcome: { kind: "exited", exitCode: 3 } }, EMPTY, EMPTY, "exit code is in state"],
    [{ outcome: { kind: "timedOut" } }, SOME, EMPTY, "stdout is in state"],
    [{ outcome: { kind: "lost", reason: "" } }, SOME, SOME, "stdout and stderr are in state"],
] as const)("a failure says what is in state, and no more: %j", (result, stdout, stderr, expected) => {
    const remedies = remediesOf("create", { ...result, stdout, stderr });
    expect(remedies).toMatch(
        new RegExp(`(^|[.] )${expected} [(]pulumi stack export[)][.] The next pulumi up (runs|looks for)`),
    );
});

test("a failure that left nothing says nothing of state, nor does one of delete", () => {
    const nothing = { outcome: { kind: "lost", reason: "" }, stdout: EMPTY, stderr: EMPTY } as const;
    expect(remediesOf("create", nothing)).not.toContain("in state");
    expect(remediesOf("create", nothing)).toMatch(/^The next pulumi up looks for that run/);
    expect(remediesOf("delete", { outcome: { kind: "exited", exitCode: 3 } })).not.toContain("stack export");
});
