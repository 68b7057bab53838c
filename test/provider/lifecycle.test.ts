import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../provider/base/clock";
import { type Log, silentLog } from "../../provider/base/log";
import { systemRandom } from "../../provider/base/random";
import { NO_CONTEXT } from "../../provider/inputs/inputs";
import { type Lifecycle, makeLifecycle } from "../../provider/lifecycle";
import { makeInstanceGate } from "../../provider/operation/instance-gate";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const ID = "i-0123456789abcdef0";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const REQUEST = { ...NO_CONTEXT, isPreview: false, secretPathsBefore: [] };

/** As a new process has it, with nothing outside to contact. */
function newLifecycle(log: Log = silentLog): Lifecycle {
    const nobody = () => {
        throw new Error("somebody was contacted");
    };
    return makeLifecycle({
        clock: systemClock,
        random: systemRandom,
        pool: { lease: nobody, closeAll: nobody } as never,
        gate: makeInstanceGate(),
        hostOf: nobody,
        packageVersion: "1.0.0",
        awsFor: nobody,
        stackConfig: nobody,
        whileStoppable: nobody,
        onFinished: nobody,
        logFor: () => log,
    });
}

let folder: string;
let remote: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lifecycle-"));
    mkdirSync(join(folder, "site"));
    writeFileSync(join(folder, "site/run"), "true\n", { mode: 0o644 });
    remote = join(folder, "remote");
});
afterEach(() => rmSync(folder, { recursive: true }));

const hash = "ab".repeat(32);
const directory = () => ({ [SIGNATURE]: ARCHIVE, hash, path: join(folder, "site") });
/** What the engine passes to diff of what check answered: secrets plain, and of an asset no more than its hash. */
function forDiff(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const object = value as Record<string, unknown>;
    if (object[SIGNATURE] === SECRET) {
        return forDiff(object.value);
    }
    if (object[SIGNATURE] === ARCHIVE) {
        return { [SIGNATURE]: ARCHIVE, hash: object.hash };
    }
    return Array.isArray(value)
        ? value.map(forDiff)
        : Object.fromEntries(Object.entries(object).map(([key, child]) => [key, forDiff(child)]));
}

const newsWith = (changes: Record<string, unknown> = {}) => ({
    instanceId: ID,
    files: [{ source: directory(), remotePath: remote }],
    __other: "kept",
    ...changes,
});
const placed = (executable: boolean) => [
    { path: remote, kind: "directory", value: "", onDelete: "keep", made: true },
    { path: join(remote, "run"), kind: "file", value: hash, executable, onDelete: "keep", made: true },
];
const oldsWith = (changes: Record<string, unknown> = {}) => ({
    instanceId: ID,
    files: [{ remotePath: remote, hash }],
    __state: 1,
    __created: true,
    __succeeded: true,
    __hashesSorted: true,
    __runCount: 1,
    __placed: placed(false),
    ...changes,
});

/** Check in one process, diff in another. */
async function diffOf(news: Record<string, unknown>, olds = oldsWith()) {
    const { inputs, failures } = await newLifecycle().check({ ...REQUEST, news });
    expect(failures).toEqual([]);
    return newLifecycle().diff({ ...REQUEST, olds, news: forDiff(inputs) as Record<string, unknown> });
}

describe("diff in a process that has seen no check", () => {
    test("tells an executable bit and a new file, which the engine's hash does not", async () => {
        expect(await diffOf(newsWith())).toEqual({ changes: false });
        chmodSync(join(folder, "site/run"), 0o755);
        expect(await diffOf(newsWith())).toEqual({ changes: true });
        expect(await diffOf(newsWith(), oldsWith({ __placed: placed(true) }))).toEqual({ changes: false });
        chmodSync(join(folder, "site/run"), 0o644);
        writeFileSync(join(folder, "site/new"), "");
        expect(await diffOf(newsWith())).toEqual({ changes: true });
    });

    test("compares what the check saw, and not what is there now: a refresh has the inputs of the last update", async () => {
        const { inputs } = await newLifecycle().check({ ...REQUEST, news: newsWith() });
        rmSync(join(folder, "site"), { recursive: true });
        const news = forDiff(inputs) as Record<string, unknown>;
        expect(await newLifecycle().diff({ ...REQUEST, olds: oldsWith(), news })).toEqual({ changes: false });
    });

    test("takes directories of a release that noted nothing to be as they were", async () => {
        const news = forDiff(newsWith()) as Record<string, unknown>;
        expect(await newLifecycle().diff({ ...REQUEST, olds: oldsWith(), news })).toEqual({ changes: false });
    });

    test("calls a failure a change, and a mark of secret that is new", async () => {
        expect(await diffOf(newsWith(), oldsWith({ __succeeded: false }))).toEqual({ changes: true });
        const news = { instanceId: ID, create: "true" };
        const olds = { ...oldsWith({ __placed: [], create: "true" }), files: undefined };
        const request = { ...REQUEST, secretPaths: ["create"], olds, news };
        expect(await newLifecycle().diff(request)).toEqual({ changes: true });
    });
});

test("diff in the process of the check shows which files change", async () => {
    const lines: string[] = [];
    const lifecycle = newLifecycle({ ...silentLog, info: (line) => lines.push(line) });
    chmodSync(join(folder, "site/run"), 0o755);
    const { inputs } = await lifecycle.check({ ...REQUEST, news: newsWith() });
    await lifecycle.diff({ ...REQUEST, olds: oldsWith(), news: forDiff(inputs) as Record<string, unknown> });
    expect(lines).toEqual([
        [
            "no script runs, files would be put in place: files changed (executable bits, links or names in a directory)",
            "Files that change:",
            `    ${join(remote, "run")} (executable)`,
        ].join("\n"),
    ]);
});

describe("a preview in which values of files are not known yet", () => {
    const conf = "/etc/app.conf";
    const olds = () =>
        oldsWith({
            files: [{ remotePath: conf }, { remotePath: "/etc/other" }],
            __placed: [conf, "/etc/other"].map((path) => ({
                path,
                kind: "file",
                value: hash,
                onDelete: "keep",
                made: true,
            })),
        });

    /** What check and diff say of these entries. */
    async function previewOf(files: unknown) {
        const lines: string[] = [];
        const lifecycle = newLifecycle({ ...silentLog, info: (line) => lines.push(line) });
        const news = { instanceId: ID, files };
        const { inputs, failures } = await lifecycle.check({ ...REQUEST, news });
        expect(failures).toEqual([]);
        await lifecycle.diff({ ...REQUEST, olds: olds(), news: inputs });
        const { outputs } = await lifecycle.create({ ...REQUEST, isPreview: true, news: inputs });
        expect(JSON.stringify([lines, outputs.fileHashes])).not.toContain(UNKNOWN);
        return lines.flatMap((line) => line.split("\n    ").slice(1));
    }
    const other = { remotePath: "/etc/other", content: "other" };

    test("concludes nothing from a content, and compares the others", async () => {
        expect(await previewOf([{ remotePath: conf, content: UNKNOWN }, other])).toEqual([
            "/etc/other (content, 5 bytes)",
            "/etc/app.conf (not known yet)",
        ]);
        const source = { [SIGNATURE]: ARCHIVE, assets: { a: UNKNOWN } };
        expect(await previewOf([{ remotePath: conf, source }])).toEqual([
            "/etc/app.conf (not known yet)",
            "/etc/other (left on the instance)",
        ]);
    });

    test("concludes nothing from a mode or an owner", async () => {
        expect(await previewOf([{ remotePath: conf, content: "a", mode: UNKNOWN }, other])).toEqual([
            "/etc/other (content, 5 bytes)",
            "/etc/app.conf (not known yet)",
        ]);
    });

    test("takes no two paths for the same, and misses no file that may be one of them", async () => {
        const entry = { remotePath: UNKNOWN, content: "a" };
        expect(await previewOf([entry, { ...entry, content: "b" }])).toEqual(["... and others that are not known yet"]);
        expect(await previewOf([UNKNOWN, UNKNOWN, other])).toEqual([
            "/etc/other (content, 5 bytes)",
            "... and others that are not known yet",
        ]);
        expect(await previewOf(UNKNOWN)).toEqual(["... and others that are not known yet"]);
    });

    test("still looks for the sources that are known", async () => {
        const source = { [SIGNATURE]: ARCHIVE, hash, path: join(folder, "missing") };
        const news = { instanceId: ID, files: [{ remotePath: UNKNOWN, source }] };
        const { failures } = await newLifecycle().check({ ...REQUEST, news });
        expect(failures.map(({ property }) => property)).toEqual(["files[0].source"]);
    });
});

describe("check", () => {
    test("keeps what is a door's own, and encrypts its note of directories", async () => {
        const { inputs } = await newLifecycle().check({ ...REQUEST, news: newsWith() });
        expect(inputs.__other).toBe("kept");
        expect(inputs.__trees).toMatchObject({ [SIGNATURE]: SECRET });
        const { inputs: without } = await newLifecycle().check({
            ...REQUEST,
            news: { instanceId: ID, create: "true", __trees: "old" },
        });
        expect(Object.keys(without)).toEqual(["instanceId", "create"]);
    });

    test("shows no value while it is not known which are secret", async () => {
        const news = { instanceId: ID, create: "true", connection: { osUser: "hidden name" } };
        const failing = await newLifecycle().check({ ...REQUEST, secretPaths: undefined, news });
        expect(failing.failures).toMatchObject([{ property: "connection.osUser" }]);
        expect(JSON.stringify(failing.failures)).not.toContain("hidden");
    });
});

describe("a preview", () => {
    const preview = { ...REQUEST, isPreview: true };
    const plain = { instanceId: ID, create: "echo b", environment: { A: "a" }, commandTimeout: UNKNOWN };

    test("of a create or a rerun answers the arguments, secrets marked, and contacts no host", async () => {
        const created = await newLifecycle().create({ ...preview, news: plain });
        expect(created.outputs).toMatchObject({ create: "echo b", environment: { [SIGNATURE]: SECRET } });
        expect(created.outputs).not.toHaveProperty("stdout");
        const olds = oldsWith({ create: "echo a", files: undefined, __placed: [], stdout: "a" });
        for (const news of [plain, { ...plain, commandTimeout: "1h" }]) {
            const updated = await newLifecycle().update({ ...preview, id: "x", olds, news });
            expect(updated).toMatchObject({ create: "echo b" });
            expect(updated).not.toHaveProperty("stdout");
        }
    });

    test("of a change that is only recorded answers the outputs as they will be", async () => {
        const olds = oldsWith({ create: "echo b", files: undefined, __placed: [], stdout: "b" });
        const news = { instanceId: ID, create: "echo b", logging: "none" };
        const updated = await newLifecycle().update({ ...preview, id: "x", olds, news });
        expect(updated).toMatchObject({ stdout: "b", logging: "none", __runCount: 1 });
    });
});

test("a file of its own inside a directory of another entry is no change of that directory", async () => {
    const inside = { content: "x", remotePath: join(remote, "extra") };
    const news = newsWith({ files: [{ source: directory(), remotePath: remote }, inside] });
    const extra = { path: inside.remotePath, kind: "file", value: "", onDelete: "keep", made: true };
    const textHash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    const olds = oldsWith({
        files: [{ remotePath: remote, hash }, { remotePath: inside.remotePath }],
        __secretHashes: ["", textHash],
        __placed: [...placed(false), extra],
    });
    expect(await diffOf(news, olds)).toEqual({ changes: false });
});
