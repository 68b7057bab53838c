import { describe, expect, test } from "vitest";
import { inWords } from "../../../provider/base/error";
import { makeRedact } from "../../../provider/base/redaction";
import type { CommandResult } from "../../../provider/command/command-result";
import { makeOutputCapture } from "../../../provider/command/head-and-tail";
import { parseInputs } from "../../../provider/inputs";
import type { Inputs } from "../../../provider/inputs/inputs";
import { PULUMI_WORDS } from "../../../provider/process/pulumi-words";
import { commandFailure } from "../../../provider/state";
import { finishedRun } from "../../support/finished-run";

const inputs = parseInputs({ instanceId: "i-0123456789abcdef0", create: "true" });
const EMPTY = { text: "", totalBytes: 0, sha256: "", truncated: false };
const SOME = { ...EMPTY, text: "text", totalBytes: 4 };

const remediesOf = (script: "create" | "delete", result: Partial<CommandResult>) =>
    (
        inWords(
            commandFailure({
                script,
                ...finishedRun(result),
                inputs,
                interpreter: ["/bin/sh", "-e"],
                redact: makeRedact([]),
            }),
            PULUMI_WORDS,
        ).failure.remedies ?? []
    ).join(" ");

test.each([
    [{ outcome: { kind: "exited", exitCode: 3 } }, SOME, SOME, "stdout, stderr and exit code are in state"],
    [{ outcome: { kind: "exited", exitCode: 3 } }, EMPTY, SOME, "stderr and exit code are in state"],
    [{ outcome: { kind: "exited", exitCode: 3 } }, EMPTY, EMPTY, "exit code is in state"],
    [{ outcome: { kind: "timedOut" } }, SOME, EMPTY, "stdout is in state"],
    [{ outcome: { kind: "lost", reason: "" } }, SOME, SOME, "stdout and stderr are in state"],
] as const)("a failure says what is in state, and no more: %j", (result, stdout, stderr, expected) => {
    const remedies = remediesOf("create", { ...result, stdout, stderr });
    expect(remedies).toMatch(
        new RegExp(`(^|[.] |set -x )${expected} [(]pulumi stack export[)][.] The next pulumi up (runs|looks for)`),
    );
});

test("what is in state comes with the query that shows it, secret or not", () => {
    const urn = "urn:pulumi:dev::app::type::name";
    const select = `jq -r '.deployment.resources[] | select(.urn=="${urn}") | `;
    const exited = { outcome: { kind: "exited", exitCode: 3 } } as const;
    const remediesWith = (changes: Partial<Inputs>, result: Parameters<typeof finishedRun>[0]) => {
        const failed = { script: "create", ...finishedRun(result), inputs: { ...inputs, urn, ...changes } } as const;
        const error = commandFailure({ ...failed, interpreter: ["python3"], redact: makeRedact([]) });
        return (inWords(error, PULUMI_WORDS).failure.remedies ?? []).join(" ");
    };
    expect(remediesWith({}, { ...exited, stdout: SOME, stderr: SOME })).toContain(
        `(pulumi stack export | ${select}.outputs.stderr')`,
    );
    expect(remediesWith({ secretOutputs: ["stdout"] }, { ...exited, stdout: SOME, stderr: EMPTY })).toContain(
        `(pulumi stack export --show-secrets | ${select}.outputs.stdout.plaintext | fromjson')`,
    );
    expect(remediesWith({ urn: "urn:it's" }, { ...exited, stdout: SOME, stderr: SOME })).toContain(
        "(pulumi stack export)",
    );
});

test("an exit without output on stderr is reported as such, with how to see what ended the script", () => {
    const quiet = { outcome: { kind: "exited", exitCode: 1 }, stderr: EMPTY } as const;
    expect(remediesOf("create", quiet)).toMatch(/^The script wrote nothing to stderr; .*begin the script with: set -x/);
    expect(remediesOf("create", { ...quiet, stderr: SOME })).not.toContain("set -x");
});

test("a failure that left nothing says nothing of state, nor does one of delete", () => {
    const nothing = { outcome: { kind: "lost", reason: "" }, stdout: EMPTY, stderr: EMPTY } as const;
    expect(remediesOf("create", nothing)).not.toContain("in state");
    expect(remediesOf("create", nothing)).toMatch(/^The next pulumi up looks for that run/);
    expect(remediesOf("delete", { outcome: { kind: "exited", exitCode: 3 } })).not.toContain("stack export");
});

describe("the end of stderr", () => {
    const TOKEN = "A1b2C3d4".repeat(5);
    const shownOf = (stderr: Buffer, maxBytes: number) => {
        const capture = makeOutputCapture(maxBytes);
        capture.push(stderr);
        const run = finishedRun({ outcome: { kind: "exited", exitCode: 1 }, stderr: capture.result() });
        return commandFailure({
            script: "create",
            ...run,
            inputs,
            interpreter: ["/bin/sh", "-e"],
            redact: makeRedact([TOKEN]),
        }).message;
    };

    test("shows no part of a secret on either side of what was left out, nor if it is cut itself", () => {
        for (let at = 0; at <= 60; at += 1) {
            const head = `${".".repeat(at)}${TOKEN}${"-".repeat(60 - at)}`;
            for (const more of ["-".repeat(40), `${"-".repeat(2_000 - at)}`, `\n${"-".repeat(1_990)}`]) {
                for (const maxBytes of [120, 4_096]) {
                    const message = shownOf(Buffer.from(head + more + head + more), maxBytes);
                    expect(message).toContain("stderr:");
                    expect(message).not.toMatch(/[AbCd]\d[AbCd]|\d[AbCd]\d/);
                }
            }
        }
    });

    test("shows what a terminal would: no command to it, and of progress the last state", () => {
        const message = shownOf(
            Buffer.from("1%\r2%\r100%\n\u001b[31mfailed\u001b]0;title\u0007 badly\u001b[0m\u0007\n"),
            4_096,
        );
        expect(message).toContain("100%\n    failed badly\n");
    });

    test("is masked as a terminal shows it", () => {
        const broken = `${TOKEN.slice(0, 9)}\u001b[1m${TOKEN.slice(9, 20)}\r\n${TOKEN.slice(20)}`;
        expect(shownOf(Buffer.from(`no ${broken}\n`), 4_096)).toContain("no [secret]");
    });
});

test.each([
    [{}, undefined, /ended with exit code 3, accepted: 0\./, undefined],
    [{}, { tries: 5 }, /ended with exit code 3, accepted: 0\./, "1 of 5"],
    [{ tries: 5 }, { tries: 5 }, /ended with exit code 3 in the last of 5 tries, accepted: 0\./, "5 of 5"],
    [{ tries: 2, noFurtherTry: "no time" }, { tries: 5 }, /in the last of 2 tries/, "2 of 5: no time"],
    // The number was lowered after the tries were made.
    [{ tries: 4 }, { tries: 2 }, /in the last of 4 tries/, "4 of 4"],
])("the error of a script that ran again says how many tries were made: %j of %j", (made, retry, summary, fact) => {
    const finished = finishedRun({ outcome: { kind: "exited", exitCode: 3 } });
    const given = { instanceId: "i-0123456789abcdef0", create: "true", ...(retry && { retry }) };
    const error = commandFailure({
        script: "create",
        ...finished,
        run: { ...finished.run, ...made },
        inputs: parseInputs(given),
        interpreter: ["/bin/sh", "-e"],
        redact: makeRedact([]),
    });
    expect(error.failure.summary).toMatch(summary);
    expect(error.failure.facts?.find(([name]) => name === "Tries")?.[1]).toBe(fact);
});
