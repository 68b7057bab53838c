import { describe, expect, test } from "vitest";
import { type NewFailure, ProviderError } from "../../../provider/base/error";
import { PLAIN_WORDS, type Words } from "../../../provider/base/words";
import { pulumiMethods } from "../../../provider/dynamic/pulumi-methods";
import type { Lifecycle } from "../../../provider/lifecycle";
import { PULUMI_WORDS } from "../../../provider/process/pulumi-words";
import { FailedWithState } from "../../../provider/state";

const STOPPED: NewFailure = {
    code: "AWS_INSTANCE_STOPPED",
    summary: ({ connectTimeout }) => `It did not start within ${connectTimeout}.`,
    commandRan: "did-not-run",
    retryable: false,
    remedies: [({ again }) => `Start it, and run ${again}.`, ({ dependOnStart }) => dependOnStart],
};
const SCRIPTS = { create: "true", delete: "true" };

/** What each method throws when the lifecycle throws this. */
function thrownWith(
    error: unknown,
): Record<keyof Lifecycle, (props: object) => Promise<Error & { reasons?: string[] }>> {
    const fail = () => Promise.reject(error);
    const failing = { check: fail, diff: fail, create: fail, read: fail, update: fail, delete: fail };
    const spoken = pulumiMethods(failing, (work) => work());
    const thrown = (work: Promise<unknown>) =>
        work.then(
            () => expect.unreachable(),
            (reason) => reason,
        );
    return {
        check: (props) => thrown(spoken.check({}, { ...props })),
        diff: (props) => thrown(spoken.diff("id", {}, { ...props })),
        create: (props) => thrown(spoken.create({ ...props })),
        read: (props) => thrown(spoken.read("id", { ...props })),
        update: (props) => thrown(spoken.update("id", {}, { ...props })),
        delete: (props) => thrown(spoken.delete("id", { ...props })),
    };
}

describe("an error at Pulumi's door", () => {
    test("speaks of what the program can set and run; in plain words it does not, and leaves out what is empty", async () => {
        const { message } = await thrownWith(new ProviderError(STOPPED)).create(SCRIPTS);
        expect(message).toContain("It did not start within connection.connectTimeout.");
        expect(message).toContain("  - Start it, and run pulumi up again.\n  - Make this resource depend on");
        const plain = new ProviderError(STOPPED);
        expect(plain.failure.summary).toBe("It did not start within the time limit for connecting.");
        expect(plain.failure.remedies).toEqual(["Start it, and run again."]);
    });

    test.each(["create", "update", "delete"] as const)("says of %s that the command did not run", async (method) => {
        const { message } = await thrownWith(new ProviderError(STOPPED))[method](SCRIPTS);
        expect(message).toContain("\n\nThe command did not run.  Code: AWS_INSTANCE_STOPPED");
    });

    test.each(["create", "update", "delete"] as const)("says nothing of one in a %s of files only", async (method) => {
        const { message } = await thrownWith(new ProviderError(STOPPED))[method]({ files: [] });
        expect(message).toMatch(/\n\nCode: AWS_INSTANCE_STOPPED$/);
    });

    test.each(["check", "diff", "read"] as const)("says nothing of one in %s, whatever fails", async (method) => {
        for (const error of [new ProviderError(STOPPED), new TypeError("oops")]) {
            const { message } = await thrownWith(error)[method](SCRIPTS);
            expect(message).toMatch(/Code: (AWS_INSTANCE_STOPPED|BUG_UNEXPECTED)$/);
            expect(message).not.toContain("The command");
        }
    });

    test("still reports that the command may have run if a foreign error interrupts it", async () => {
        const { message } = await thrownWith(new TypeError("oops")).update(SCRIPTS);
        expect(message).toContain("The command may have run.");
    });

    test("tells the engine the same as the reason of a state that is kept", async () => {
        const partial = new FailedWithState("id", { kept: true }, new ProviderError(STOPPED));
        const thrown = await thrownWith(partial).create({});
        expect(thrown).toMatchObject({ id: "id", properties: { kept: true } });
        expect(thrown.reasons).toEqual([thrown.message]);
        expect(thrown.message).toContain("run pulumi up again.");
        expect(thrown.message).not.toContain("The command");
    });
});

describe("Pulumi's words", () => {
    const print = ({ ofJumpHost, ...words }: Words) =>
        [...Object.values(words), ...Object.values(ofJumpHost)].map((word) =>
            typeof word === "function" ? (word as (given: unknown) => string)("urn-or-fingerprint") : String(word),
        );

    test("are complete: every one is given", () => {
        expect(Object.keys(PULUMI_WORDS).sort()).toEqual(Object.keys(PLAIN_WORDS).sort());
        expect(Object.keys(PULUMI_WORDS.ofJumpHost)).toEqual(
            expect.arrayContaining(Object.keys(PLAIN_WORDS.ofJumpHost)),
        );
        expect(print(PULUMI_WORDS).filter((word) => word === "" || word.includes("undefined"))).toEqual([]);
        // The package has Pulumi in its name, at every door.
        const plain = print(PLAIN_WORDS).map((word) => word.replace("pulumi-ec2-instance-connect", ""));
        expect(plain.filter((word) => /pulumi|connection\.|stack/i.test(word))).toEqual([]);
    });
});
