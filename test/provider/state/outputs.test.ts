import { describe, expect, test } from "vitest";
import { ProviderError } from "../../../provider/base/error";
import type { Inputs } from "../../../provider/inputs/inputs";
import {
    outputsAfterPlacing,
    outputsAfterRecord,
    outputsAfterRefresh,
    outputsAfterRun,
    readRecorded,
    showsSecrets,
} from "../../../provider/state";
import { finishedRun } from "../../support/finished-run";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const NONE_SECRET = { secretPaths: [] };
const isSecret = (value: unknown) => typeof value === "object" && value !== null && SIGNATURE in value;
const plain = (outputs: Record<string, unknown>) =>
    Object.fromEntries(
        Object.entries(outputs).map(([key, value]) => [
            key,
            isSecret(value) ? (value as unknown as { value: unknown }).value : value,
        ]),
    );

const raw = {
    instanceId: "i-0123456789abcdef0",
    create: "true",
    environment: { TOKEN: "hidden-value" },
    stdin: "hidden-input",
    __provider: "text",
    __urn: "urn:x",
};

/** The outputs after a run; the program marked what `inputs` says. */
const recordRun = (
    given: Record<string, unknown>,
    { secretPaths }: Pick<Inputs, "secretPaths">,
    end: Pick<Parameters<typeof outputsAfterRun>[0], "finished" | "olds" | "recorded" | "succeeded">,
) => outputsAfterRun({ raw: given, secretPaths, secretOutputs: [], packageVersion: "1.0.0", ...end });

describe("outputs", () => {
    test("environment and stdin are secret on every path; stdout is not, unless the program marked an argument", () => {
        const afterRun = recordRun(raw, NONE_SECRET, { finished: finishedRun(), recorded: undefined, succeeded: true });
        const olds = plain(afterRun);
        const recorded = readRecorded(olds);
        const afterRecord = outputsAfterRecord({
            olds,
            raw: { ...raw, logging: "none" },
            secretPaths: [],
            secretOutputs: [],
            recorded,
            packageVersion: "1.0.0",
        });
        const afterRefresh = outputsAfterRefresh(olds, { secretPaths: [], secretOutputs: [] }, recorded);
        for (const outputs of [afterRun, afterRecord, afterRefresh]) {
            expect([isSecret(outputs.environment), isSecret(outputs.stdin)]).toEqual([true, true]);
            expect(outputs.stdout).toBe("out");
            expect(JSON.stringify(Object.values(outputs).filter((value) => !isSecret(value)))).not.toContain("hidden");
        }
    });

    test("an own key is secret inside connection, once, also when the program marked more than that", () => {
        const connection = { port: 22, privateKey: "hidden-key", passphrase: "hidden-word" };
        const outputsWith = (secretPaths: string[]) => {
            const given = { ...raw, connection };
            return recordRun(given, { secretPaths }, { finished: finishedRun(), recorded: undefined, succeeded: true });
        };
        const inner = outputsWith([]).connection as Record<string, unknown>;
        expect([inner.port, isSecret(inner.privateKey), isSecret(inner.passphrase)]).toEqual([22, true, true]);
        expect(outputsWith(["connection"]).connection).toEqual({
            [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
            value: connection,
        });
    });

    test("stdout and stderr are secret on every path once the program marked an argument secret", () => {
        const secretPaths = ["create"];
        const afterRun = recordRun(
            raw,
            { secretPaths },
            { finished: finishedRun(), recorded: undefined, succeeded: false },
        );
        const olds = plain(afterRun);
        const recorded = readRecorded(olds);
        const afterRecord = outputsAfterRecord({
            olds,
            raw: { ...raw, logging: "none" },
            secretPaths: [],
            secretOutputs: [],
            recorded,
            packageVersion: "1.0.0",
        });
        const afterRefresh = outputsAfterRefresh(olds, { secretPaths: ["create"], secretOutputs: [] }, recorded);
        for (const outputs of [afterRun, afterRecord, afterRefresh]) {
            expect([isSecret(outputs.stdout), isSecret(outputs.stderr)]).toEqual([true, true]);
        }
        expect([isSecret(afterRun.create), isSecret(afterRefresh.create)]).toEqual([true, true]);
    });

    test("a nested secret is wrapped in its place, an array as a whole", () => {
        const marked = { ...raw, triggers: ["a", "b"], connection: { address: "10.0.0.1" } };
        const outputs = recordRun(
            marked,
            { secretPaths: ["triggers[1]", "connection.address"] },
            { finished: finishedRun(), recorded: undefined, succeeded: true },
        );
        expect(isSecret(outputs.triggers)).toBe(true);
        expect(isSecret((outputs.connection as Record<string, unknown>).address)).toBe(true);
        expect(isSecret(outputs.connection)).toBe(false);
    });

    test("a failed create is remembered as one, and counts as a run", () => {
        const failed = readRecorded(
            plain(recordRun(raw, NONE_SECRET, { finished: finishedRun(), recorded: undefined, succeeded: false })),
        );
        expect(failed).toMatchObject({ created: false, succeeded: false, runCount: 1 });
        const retried = readRecorded(
            plain(recordRun(raw, NONE_SECRET, { finished: finishedRun(), recorded: failed, succeeded: true })),
        );
        expect(retried).toMatchObject({ created: true, succeeded: true, runCount: 2 });
        const failedUpdate = readRecorded(
            plain(recordRun(raw, NONE_SECRET, { finished: finishedRun(), recorded: retried, succeeded: false })),
        );
        expect(failedUpdate).toMatchObject({ created: true, succeeded: false, runCount: 3 });
    });

    test("results of an earlier run do not outlive the next one", () => {
        const olds = { ...raw, exitCode: 3, stdout: "old" };
        const run = finishedRun({ outcome: { kind: "timedOut" } });
        const outputs = recordRun(olds, NONE_SECRET, { finished: run, recorded: undefined, succeeded: false });
        expect(outputs).toMatchObject({ outcome: "timedOut", stdout: "out" });
        expect("exitCode" in outputs).toBe(false);
    });

    test("no value is undefined, which the engine's wire format can't hold", () => {
        const outputs = recordRun({ ...raw, delete: undefined }, NONE_SECRET, {
            finished: finishedRun(),
            recorded: undefined,
            succeeded: true,
        });
        expect(Object.values(outputs)).not.toContain(undefined);
    });

    test("a state of a later format is refused with the version to install", () => {
        expect(() => readRecorded({ __state: 2, __package: "3.1.0" })).toThrow(
            /pulumi-ec2-instance-connect@3\.1\.0[\s\S]*STATE_TOO_NEW/,
        );
    });

    test("a host key that was not verified is not pinned", () => {
        const run = { ...finishedRun(), hostKeyPolicy: "off" as const };
        expect(recordRun(raw, NONE_SECRET, { finished: run, recorded: undefined, succeeded: true }).hostKeys).toEqual(
            [],
        );
    });

    test("files are recorded by path and hash, and read back; the hash of a secret only if it is encrypted", () => {
        const placed = [
            { path: "/d", kind: "directory", value: "", onDelete: "remove", made: true },
            { path: "/d/a", kind: "file", value: "ab12", onDelete: "remove", made: true },
            { path: "/d/b", kind: "link", value: "a", onDelete: "remove", made: true },
        ] as const;
        const outputsFor = (secretPaths: string[]) => {
            const news = { ...raw, files: [{ remotePath: "/d" }] };
            const run = { ...finishedRun(), run: undefined, placed };
            return recordRun(news, { secretPaths }, { finished: run, recorded: undefined, succeeded: true });
        };
        const outputs = outputsFor([]);
        expect(outputs).toMatchObject({ outcome: "none", fileHashes: { "/d/a": "ab12" } });
        expect(readRecorded(outputs).placed).toEqual(placed);
        const hidden = outputsFor(["files[0].content"]);
        expect(hidden.fileHashes).toEqual({});
        expect(JSON.stringify(hidden.__placed)).toContain("1b47061264138c4ac30d75fd1eb44270");
        const recorded = outputsAfterRecord({
            olds: outputs,
            raw,
            secretPaths: [],
            secretOutputs: [],
            recorded: readRecorded(outputs),
            packageVersion: "1.0.0",
        });
        expect(recorded).toMatchObject({ fileHashes: { "/d/a": "ab12" }, __placed: placed });
    });

    test("digests of a secret stream are left out on every path, also of a state that has them", () => {
        const secretPaths = ["create"];
        const afterRun = recordRun(
            raw,
            { secretPaths },
            { finished: finishedRun(), recorded: undefined, succeeded: true },
        );
        const olds = { ...plain(afterRun), run: { id: "x", stdoutSha256: "ab", stderrSha256: "cd" } };
        const recorded = readRecorded(olds);
        for (const outputs of [
            afterRun,
            outputsAfterRecord({ olds, raw, secretPaths, secretOutputs: [], recorded, packageVersion: "1.0.0" }),
            outputsAfterRefresh(olds, { secretPaths: ["create"], secretOutputs: [] }, recorded),
            outputsAfterPlacing({
                olds,
                secretOutputs: [],
                raw,
                secretPaths,
                unfinished: finishedRun(),
                recorded,
                packageVersion: "1.0.0",
            }),
        ]) {
            expect(Object.keys(outputs.run as object)).toContain("id");
            expect(JSON.stringify(outputs.run)).not.toContain("Sha256");
        }
        const open = recordRun(raw, NONE_SECRET, { finished: finishedRun(), recorded: undefined, succeeded: true });
        expect(open.run).toMatchObject({ stdoutSha256: "ab".repeat(32), stderrSha256: "ab".repeat(32) });
    });

    test("of a stream that the program made secret by name are left out, and the stream is encrypted, on every path", () => {
        const olds = {
            ...plain(recordRun(raw, NONE_SECRET, { finished: finishedRun(), recorded: undefined, succeeded: true })),
        };
        const secrets = { secretPaths: [], secretOutputs: ["stdout", "exitCode"] };
        const recorded = readRecorded(olds);
        const given = { olds, raw, ...secrets, recorded, packageVersion: "1.0.0" };
        expect(showsSecrets(olds, secrets, recorded)).toBe(true);
        for (const outputs of [
            outputsAfterRun({ ...given, finished: finishedRun(), succeeded: true }),
            outputsAfterRecord(given),
            outputsAfterRefresh(olds, secrets, recorded),
            outputsAfterPlacing({ ...given, unfinished: finishedRun() }),
        ]) {
            expect([isSecret(outputs.stdout), isSecret(outputs.stderr)]).toEqual([true, false]);
            expect(outputs.run).toHaveProperty("stderrSha256");
            expect(outputs.run).not.toHaveProperty("stdoutSha256");
            expect(showsSecrets(plain(outputs), secrets, recorded)).toBe(false);
        }
    });

    test("an earlier state, whose hashes can't be told apart, is read, and cleaned on every path", () => {
        const placed = [{ path: "/d/a", kind: "file", value: "ab12", onDelete: "keep", made: true }];
        const news = { ...raw, files: [{ remotePath: "/d/a", __hash: 1 }] };
        const olds = { ...news, fileHashes: { "/d/a": "ab12" }, __placed: placed, __state: 1, __runCount: 1, run: {} };
        const recorded = readRecorded(olds);
        expect(recorded.placed).toMatchObject(placed);
        for (const outputs of [
            outputsAfterRecord({
                olds,
                raw: news,
                secretPaths: [],
                secretOutputs: [],
                recorded,
                packageVersion: "1.0.0",
            }),
            outputsAfterRefresh(olds, { secretPaths: [], secretOutputs: [] }, recorded),
        ]) {
            expect(outputs.fileHashes).toEqual({});
            expect(isSecret(outputs.__placed)).toBe(true);
            expect(readRecorded(plain(outputs)).placed).toEqual(recorded.placed);
        }
    });

    test("of a failed operation travel whole with as many values as are allowed, also with a bad line", () => {
        const long = { text: "x".repeat(4 * 1024 * 1024), totalBytes: 1, sha256: "", truncated: false };
        // Each character takes six in JSON.
        const text = `v=${"\u0001".repeat(1024 * 1024 - 20)}`;
        for (const [bytes, succeeded] of [
            [Buffer.from(text), false],
            [Buffer.from(`${text}\nbad`), true],
        ] as const) {
            const run = finishedRun({ stdout: long, stderr: long, values: { kind: "file", bytes } });
            const outputs = recordRun(raw, NONE_SECRET, { finished: run, recorded: undefined, succeeded });
            expect((outputs.values as { v: string }).v).toHaveLength(1024 * 1024 - 20);
            expect(JSON.stringify(outputs).length).toBeLessThan(12 * 1024 * 1024);
        }
    });

    test("part the values by secretValues, on every path", () => {
        const values = { kind: "file", bytes: Buffer.from("a=1\nb=2\n") } as const;
        const named = { ...raw, secretValues: ["b", "missing"] };
        const finished = finishedRun({ values });
        const afterRun = recordRun(named, NONE_SECRET, { finished, recorded: undefined, succeeded: true });
        expect([afterRun.values, isSecret(afterRun.secrets)]).toEqual([{ a: "1" }, true]);
        const olds = plain(afterRun);
        expect(olds.secrets).toEqual({ values: { b: "2" }, fetched: {} });
        const recorded = readRecorded(olds);
        const common = { ...NONE_SECRET, secretOutputs: [], packageVersion: "1.0.0", recorded };
        const afterRecord = (secretValues: string[]) =>
            outputsAfterRecord({ ...common, olds, raw: { ...raw, secretValues } });
        expect(afterRecord(["a"]).values).toEqual({ b: "2" });
        expect(plain(afterRecord(["a"])).secrets).toEqual({ values: { a: "1" }, fetched: {} });
        expect(afterRecord([])).toMatchObject({ values: { a: "1", b: "2" } });
        expect(afterRecord([]).secrets).toBeUndefined();
        const refreshed = outputsAfterRefresh(olds, { ...NONE_SECRET, secretOutputs: ["values"] }, recorded);
        expect([isSecret(refreshed.values), isSecret(refreshed.secrets)]).toEqual([true, true]);
        const skipped = { ...finished, run: undefined, without: "skipped" as const };
        const afterSkip = recordRun(named, NONE_SECRET, { olds, finished: skipped, recorded, succeeded: true });
        expect([afterSkip.values, plain(afterSkip).secrets]).toEqual([{ a: "1" }, olds.secrets]);
        const afterPlacing = outputsAfterPlacing({ ...common, olds, raw: named, unfinished: finished });
        expect([afterPlacing.values, plain(afterPlacing).secrets]).toEqual([{ a: "1" }, olds.secrets]);
    });

    test("show no content of a file under a name that now means another file", () => {
        const before = { ...raw, fetch: { token: { path: "/root/token" }, kept: { path: "/kept", secret: false } } };
        const fetched = { token: "hidden", kept: "known" };
        const first = recordRun(before, NONE_SECRET, {
            finished: { ...finishedRun(), after: { results: { fetched } } },
            recorded: undefined,
            succeeded: true,
        });
        const olds = plain(first);
        expect([olds.fetched, olds.secrets]).toEqual([{ kept: "known" }, { values: {}, fetched: { token: "hidden" } }]);
        const now = { ...before, fetch: { ...before.fetch, token: { path: "/etc/motd", secret: false } } };
        const recorded = readRecorded(olds);
        const failed = recordRun(now, NONE_SECRET, { olds, finished: finishedRun(), recorded, succeeded: false });
        const common = { ...NONE_SECRET, secretOutputs: [], packageVersion: "1.0.0", recorded };
        const placing = outputsAfterPlacing({ ...common, olds, raw: now, unfinished: finishedRun() });
        for (const outputs of [failed, placing]) {
            expect([outputs.fetched, outputs.secrets]).toEqual([{ kept: "known" }, undefined]);
        }
        // The same file, which is no secret any more.
        const open = { ...before, fetch: { token: { path: "/root/token", secret: false } } };
        const opened = recordRun(open, NONE_SECRET, { olds, finished: finishedRun(), recorded, succeeded: false });
        expect(opened.fetched).toEqual({ token: "hidden" });
    });

    test("of a failed operation leave out files that have no room, which the next one reads again", () => {
        const given = { ...raw, fetch: { a: { path: "/a" }, b: { path: "/b" }, c: { path: "/c", secret: false } } };
        const long = "A".repeat(5_592_408);
        const results = { fetched: { a: long, b: long, c: "short" } };
        const bytes = Buffer.from(`v=${"x".repeat(1024 * 1024 - 10)}`);
        const run = finishedRun({ values: { kind: "file", bytes } });
        const ran = recordRun(given, NONE_SECRET, {
            finished: { ...run, after: { results } },
            recorded: undefined,
            succeeded: true,
        });
        expect(plain(ran).secrets).toEqual({ values: {}, fetched: { a: long, b: long } });
        const olds = plain(ran);
        const recorded = readRecorded(olds);
        const error = new ProviderError({ code: "CMD_READ_FAILED", summary: "", commandRan: "ran", retryable: false });
        const read = { ...run, after: { results, failed: { step: "read", error } } };
        const afterRead = recordRun(given, NONE_SECRET, { finished: read, recorded, succeeded: true });
        expect(afterRead.__unfinishedStep).toBe("fetch");
        const bad = finishedRun({ values: { kind: "file", bytes: Buffer.concat([bytes, Buffer.from("\nbad")]) } });
        const afterValues = recordRun(given, NONE_SECRET, {
            finished: { ...bad, after: { results } },
            recorded,
            succeeded: true,
        });
        expect(afterValues.__unfinishedStep).toBe("fetch");
        const afterScript = recordRun(given, NONE_SECRET, { olds, finished: run, recorded, succeeded: false });
        const common = { ...NONE_SECRET, secretOutputs: [], packageVersion: "1.0.0", recorded };
        const placing = outputsAfterPlacing({ ...common, olds, raw: given, unfinished: run });
        for (const outputs of [afterRead, afterValues, afterScript, placing]) {
            expect(JSON.stringify(outputs).length).toBeLessThan(12 * 1024 * 1024);
            expect([outputs.fetched, outputs.secrets]).toEqual([{}, undefined]);
        }
    });

    test("of an operation that fails travel whole, beside a long output and a tree of many files", () => {
        const placed = Array.from({ length: 20_000 }, (_, index) => ({
            path: `/srv/app/${"directory/".repeat(8)}${index}`,
            kind: "file" as const,
            value: "0".repeat(64),
            onDelete: "remove" as const,
            made: true,
        }));
        const long = { text: "x".repeat(4 * 1024 * 1024), totalBytes: 1, sha256: "", truncated: false };
        const run = { ...finishedRun({ stdout: long, stderr: long }), placed };
        const ran = recordRun(raw, NONE_SECRET, { finished: run, recorded: undefined, succeeded: true });
        const recorded = readRecorded(plain(ran));
        // As base64 in a header of 16 MiB.
        for (const outputs of [
            recordRun(raw, NONE_SECRET, { finished: run, recorded: undefined, succeeded: false }),
            outputsAfterPlacing({
                olds: plain(ran),
                secretOutputs: [],
                raw,
                ...NONE_SECRET,
                unfinished: run,
                recorded,
                packageVersion: "1.0.0",
            }),
        ]) {
            expect(JSON.stringify(outputs).length).toBeLessThan(12 * 1024 * 1024);
            expect(readRecorded(plain(outputs)).placed).toHaveLength(20_000);
        }
    });
});
