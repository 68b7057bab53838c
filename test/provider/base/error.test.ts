import { describe, expect, test } from "vitest";
import {
    afterCommand,
    isProviderError,
    ProviderError,
    withFailure,
    withoutCommand,
} from "../../../provider/base/error";

const error = new ProviderError({
    code: "EIC_INSTANCE_NOT_RUNNING",
    summary: "Could not push the SSH key to i-0abc123: the instance is stopped.",
    commandRan: "did-not-run",
    retryable: false,
    facts: [
        ["Instance", "i-0abc123 (eu-west-1a)"],
        ["OS user", "ec2-user"],
    ],
    remedies: ["Start the instance."],
    details: "EC2InstanceStateInvalidException",
});

describe("ProviderError", () => {
    test("prints what failed, the facts, the remedy, whether the command ran, and the code", () => {
        expect(error.message).toMatchInlineSnapshot(`
          "Could not push the SSH key to i-0abc123: the instance is stopped.

            Instance:  i-0abc123 (eu-west-1a)
            OS user:   ec2-user

          To fix:
            - Start the instance.

          The command did not run.  Details: EC2InstanceStateInvalidException  Code: EIC_INSTANCE_NOT_RUNNING"
        `);
    });

    test("is recognised by its marker, also when it comes from another copy of the package", () => {
        const foreign = { [Symbol.for("pulumi-ec2-instance-connect.ProviderError")]: true };
        expect([isProviderError(error), isProviderError(foreign), isProviderError(new Error("x"))]).toEqual([
            true,
            true,
            false,
        ]);
    });

    test("does not mention a command that did not run if there was none to run, and still mentions one that may have run", () => {
        const said = (changes: object) => (withoutCommand(withFailure(error, changes)) as Error).message;
        expect(said({})).not.toContain("The command");
        expect(said({})).toMatch(/\n\nDetails: EC2InstanceStateInvalidException {2}Code: EIC_INSTANCE_NOT_RUNNING$/);
        expect(said({ commandRan: "may-have-run" })).toContain("The command may have run.");
    });

    test("says after the command that it ran", () => {
        expect((afterCommand(error) as Error).message).toContain("The command ran.");
    });

    test("is the only kind of error that is reported again", () => {
        const foreign = new Error("x");
        expect([withoutCommand(foreign), afterCommand(foreign)]).toEqual([foreign, foreign]);
    });

    test("can be reported again with other fields", () => {
        const told = withFailure(error, { commandRan: "may-have-run" });
        expect(told.message).toContain("The command may have run.");
        expect(told.failure.code).toBe("EIC_INSTANCE_NOT_RUNNING");
    });

    test.each([
        ["The shell said: no such user..", "The shell said: no such user."],
        ["sshd closed it: bye.. Trying again.", "sshd closed it: bye. Trying again."],
        [
            'It holds "../out", and cd /srv/.. leaves it, or so...',
            'It holds "../out", and cd /srv/.. leaves it, or so...',
        ],
    ])("ends no sentence with two full stops: %s", (summary, expected) => {
        expect(withFailure(error, { summary }).failure.summary).toBe(expected);
        expect(withFailure(error, { remedies: [summary] }).failure.remedies).toEqual([expected]);
    });
});
