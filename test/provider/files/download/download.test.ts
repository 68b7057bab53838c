import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
    appendFileSync,
    chmodSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../../provider/base/clock";
import { makeDeadline } from "../../../../provider/base/deadline";
import { silentLog } from "../../../../provider/base/log";
import { systemRandom } from "../../../../provider/base/random";
import { type Downloads, downloadFile, makeDownloads } from "../../../../provider/files";
import type { DownloadRequest } from "../../../../provider/files/download/download";
import { type LocalSessionSettings, makeLocalSession } from "../../../support/command-local-session";
import { inNamespace } from "../../../support/command-odd-hosts";
import { leaseOn } from "../../../support/hosts";
import { SEED } from "../../../support/seed";
import { makeSeededRandom } from "../../../support/seeded-random";
import { toolPath } from "../../../support/tools";
import { BUSYBOX_HOST, bareHost } from "../files-odd-hosts";

let folder: string;
let open: Downloads[] = [];
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "download-"));
});
afterEach(() => {
    for (const downloads of open) {
        downloads.close();
    }
    open = [];
    rmSync(folder, { recursive: true, force: true });
});

const HASTY = { ...systemClock, sleep: async () => {} };

function downloadsFrom(...sessions: readonly LocalSessionSettings[]): Downloads {
    const left = [...sessions];
    const connect = async () => leaseOn(makeLocalSession(left.length > 1 ? left.shift() : left[0]));
    const deadline = makeDeadline(systemClock, 50_000);
    const downloads = makeDownloads(connect, undefined, {
        clock: HASTY,
        random: systemRandom,
        log: silentLog,
        deadline,
    });
    open.push(downloads);
    return downloads;
}

/** Reads a file whole. */
async function read(downloads: Downloads, path: string, maxBytes?: number) {
    const pieces: Buffer[] = [];
    const fetched = await downloads.fetch(
        { path, maxBytes },
        { write: (bytes) => void pieces.push(Buffer.from(bytes)) },
    );
    return { ...fetched, bytes: Buffer.concat(pieces) };
}

function write(name: string, content: Buffer | string): string {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
}

function sha256(content: Buffer | string): string {
    return createHash("sha256").update(content).digest("hex");
}

const SHELLS: readonly (readonly [string, LocalSessionSettings])[] = [
    ["dash", {}],
    ["busybox", BUSYBOX_HOST],
    ...["bash", ...(process.env.MORE_SHELLS?.split(" ") ?? [])].map((shell) => {
        const settings: LocalSessionSettings = {
            get loginShell() {
                return inNamespace(`mount --bind ${toolPath(shell)} /bin/sh`);
            },
        };
        return [shell, settings] as const;
    }),
];

describe.each(SHELLS)("a host whose shell is %s", (_, session) => {
    const host = () => downloadsFrom({ ...session, environment: { ...process.env, HOME: folder } as never });

    test("gives files byte for byte, with size and hash", async () => {
        const downloads = host();
        for (const content of [Buffer.alloc(0), Buffer.from("a"), randomBytes(3_000_001), Buffer.alloc(1 << 21)]) {
            const path = write("file", content);
            const got = await read(downloads, path);
            expect(got.bytes.equals(content)).toBe(true);
            expect(got).toMatchObject({ sizeBytes: content.length, sha256: sha256(content) });
        }
    });

    test("gives names of any kind, and what is in a directory", async () => {
        const names = [
            " a b ",
            "it's",
            'q"',
            "line\nbreak\n",
            "-n",
            "ä€😀",
            "*",
            "\\",
            "$(x)",
            ".hidden",
            "..two",
            "%s",
        ];
        mkdirSync(join(folder, "in", "sub"), { recursive: true });
        for (const name of names) {
            write(`in/${name}`, `of ${name}`);
        }
        symlinkSync("nowhere", join(folder, "in", "dead"));
        symlinkSync("it's", join(folder, "in", "link"));
        const downloads = host();
        const listed = await downloads.list(join(folder, "in"));
        const kinds = Object.fromEntries(listed.map(({ path, kind }) => [path.slice(folder.length + 4), kind]));
        expect(kinds).toEqual({
            ...Object.fromEntries(names.map((name) => [name, "file"])),
            sub: "directory",
            dead: "lacking",
            link: "file",
        });
        for (const name of names) {
            expect((await read(downloads, `in/${name}`)).bytes.toString()).toBe(`of ${name}`);
        }
        const plain = names.filter((name) => !/[\n\\]/.test(name)).map((name) => join(folder, "in", name));
        const small = await downloads.fetchSmall(plain);
        expect(small?.map(({ bytes }) => bytes.toString())).toEqual(
            plain.map((path) => `of ${path.slice(folder.length + 4)}`),
        );
        expect(await downloads.list(join(folder, "in", "sub"))).toEqual([]);
    });

    test("reads a path as a person writes it", async () => {
        mkdirSync(join(folder, "d e"));
        write("d e/a.log", "1");
        write("d e/b.log", "2");
        write("d e/[x].log", "3");
        const downloads = host();
        const look = async (path: string) =>
            (await downloads.look(path)).found.map((found) => [found.path, found.kind]);
        expect(await look("")).toEqual([[folder, "directory"]]);
        expect(await look("~")).toEqual([[folder, "directory"]]);
        expect(await look("~/d e")).toEqual([[`${folder}/d e`, "directory"]]);
        expect(await look("d e/?.log")).toEqual([
            [`${folder}/d e/a.log`, "file"],
            [`${folder}/d e/b.log`, "file"],
        ]);
        expect(await look("d e/[x].log")).toEqual([[`${folder}/d e/[x].log`, "file"]]);
        expect(await look("no*")).toEqual([[`${folder}/no*`, "lacking"]]);
        expect(await look("~root/")).toEqual([["/root/", "directory"]]);
        expect(await look("/dev/null")).toEqual([["/dev/null", "special"]]);
    });

    test("gives what the kernel makes up, which has no size", async () => {
        const downloads = host();
        const content = readFileSync("/proc/filesystems");
        expect((await read(downloads, "/proc/filesystems")).bytes.equals(content)).toBe(true);
        expect(await downloads.fetchSmall(["/proc/filesystems", write("a", "a")])).toBeUndefined();
        await expect(read(downloads, "/proc/filesystems", 10)).rejects.toMatchObject({
            failure: { code: "FILE_REMOTE_TOO_LARGE" },
        });
        expect((await read(downloads, write("empty", ""))).sizeBytes).toBe(0);
    });

    test("says what it does not give, and goes on", async () => {
        const downloads = host();
        const path = write("file", "twelve bytes");
        const failure = (name: string, maxBytes?: number) =>
            read(downloads, name, maxBytes).then(
                () => "read",
                (error) => error.failure?.code ?? error,
            );
        expect(await failure(`${folder}/none`)).toBe("FILE_REMOTE_MISSING");
        expect(await failure(folder)).toBe("FILE_REMOTE_SPECIAL");
        expect(await failure("/dev/zero")).toBe("FILE_REMOTE_SPECIAL");
        expect(await failure(path, 11)).toBe("FILE_REMOTE_TOO_LARGE");
        expect(await failure(path, 12)).toBe("read");
        await expect(downloads.list(`${folder}/none`)).rejects.toMatchObject({
            failure: { code: "FILE_REMOTE_MISSING" },
        });
        expect(await downloads.fetchSmall([path, `${folder}/none`])).toBeUndefined();
        expect((await read(downloads, path)).bytes.toString()).toBe("twelve bytes");
    });
});

describe("a download", () => {
    test("continues from the point at which the connection was cut, and is whole", async () => {
        const content = randomBytes(9_000_000);
        const path = write("file", content);
        const cuts = [2_500_000, 1_000, 3_000_000].map((afterReceivedBytes) => ({ cut: { afterReceivedBytes } }));
        const downloads = downloadsFrom(...cuts, {});
        const got = await read(downloads, path);
        expect(got.bytes.equals(content)).toBe(true);
        expect(got.sha256).toBe(sha256(content));
    });

    test("comes through cuts at random bytes, whatever was asked at the same time", async () => {
        const random = makeSeededRandom(SEED);
        mkdirSync(join(folder, "in"));
        const contents = new Map<string, Buffer>();
        for (let index = 0; index < 250; index += 1) {
            const path = `${folder}/in/${index}`;
            contents.set(path, randomBytes(Math.floor(random() * (index % 50 === 0 ? 2_000_000 : 3_000))));
            write(`in/${index}`, contents.get(path) ?? "");
        }
        for (let round = 0; round < 10; round += 1) {
            const cuts = Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
                const bytes = Math.floor(random() ** 3 * 3_000_000);
                return { cut: random() < 0.2 ? { afterSentBytes: bytes % 40_000 } : { afterReceivedBytes: bytes } };
            });
            const downloads = downloadsFrom(...cuts, {});
            const [listed, small, ...large] = await Promise.all([
                downloads.list(join(folder, "in")),
                downloads.fetchSmall([...contents.keys()].filter((path) => !path.endsWith("0"))),
                ...[0, 50, 100, 150, 200].map((index) => read(downloads, `${folder}/in/${index}`)),
            ]);
            expect(listed.map(({ path }) => path).sort()).toEqual([...contents.keys()].sort());
            expect(small?.every(({ path, bytes }) => contents.get(path)?.equals(bytes))).toBe(true);
            for (const [index, { bytes }] of large.entries()) {
                expect(contents.get(`${folder}/in/${index * 50}`)?.equals(bytes)).toBe(true);
            }
        }
    });

    test("goes on after a connection that was half cut, and believes what is said again and again", async () => {
        const path = write("file", "content");
        // In the middle of a piece of the program.
        const half = { cut: { afterSentBytes: 3_000, isHalf: true } };
        expect((await read(downloadsFrom(half, half, {}), path)).bytes.toString()).toBe("content");
        await expect(read(downloadsFrom(half), path)).rejects.toMatchObject({ failure: { code: "FILE_FAILED" } });
    });

    test("notices that the file changes while it is read, however it does", async () => {
        const changes: readonly ((path: string) => void)[] = [
            (path) => appendFileSync(path, "more"),
            (path) => truncateSync(path, 1_000),
            (path) => writeFileSync(path, Buffer.alloc(3_000_000, "c")),
        ];
        for (const change of changes) {
            const path = write("file", Buffer.alloc(3_000_000, "b"));
            const downloads = downloadsFrom({});
            let isChanged = false;
            const sink = {
                write: async () => {
                    if (!isChanged) {
                        isChanged = true;
                        change(path);
                    }
                },
            };
            const fetching = downloads.fetch({ path }, sink);
            await expect(fetching).rejects.toMatchObject({ failure: { code: "FILE_REMOTE_CHANGED" } });
            write("other", "o");
            expect((await read(downloads, join(folder, "other"))).sizeBytes).toBe(1);
        }
    });

    test("does not go on with another file than the one that was cut", async () => {
        const path = write("file", randomBytes(5_000_000));
        const downloads = downloadsFrom({ cut: { afterReceivedBytes: 2_500_000 } }, {});
        let taken = 0;
        const sink = {
            write: (bytes: Buffer) => {
                taken += bytes.length;
                if (taken > 2_000_000) {
                    writeFileSync(`${path}.new`, randomBytes(5_000_000));
                    renameSync(`${path}.new`, path);
                    taken = Number.NEGATIVE_INFINITY;
                }
            },
        };
        const fetching = downloads.fetch({ path }, sink);
        await expect(fetching).rejects.toMatchObject({ failure: { code: "FILE_REMOTE_CHANGED" } });
    });

    test("lets the host wait while the sink does, and holds little meanwhile", async () => {
        const path = write("file", "");
        truncateSync(path, 200_000_000);
        const downloads = downloadsFrom({});
        let most = 0;
        let taken = 0;
        const sink = {
            write: async (bytes: Buffer) => {
                taken += bytes.length;
                if (taken % 20 === 0) {
                    await new Promise((resolve) => setImmediate(resolve));
                }
                most = Math.max(most, process.memoryUsage().rss);
            },
        };
        const before = process.memoryUsage().rss;
        expect((await downloads.fetch({ path }, sink)).sizeBytes).toBe(200_000_000);
        expect(most - before).toBeLessThan(100_000_000);
    });

    test("passes on what the sink fails with, and the next one works", async () => {
        const path = write("file", randomBytes(5_000_000));
        const downloads = downloadsFrom({});
        const failing = {
            write: () => {
                throw new Error("the disk is full");
            },
        };
        await expect(downloads.fetch({ path }, failing)).rejects.toThrow("the disk is full");
        expect((await read(downloads, path)).sizeBytes).toBe(5_000_000);
    });

    test("opens no pipe, and waits for none", async () => {
        const path = join(folder, "pipe");
        execFileSync("mkfifo", [path]);
        await expect(read(downloadsFrom({}), path)).rejects.toMatchObject({ failure: { code: "FILE_REMOTE_SPECIAL" } });
    });

    test("is done by one function, as the user that is named, and says what is missing", async () => {
        const path = write("file", "of root");
        chmodSync(folder, 0o755);
        chmodSync(path, 0o600);
        const deps = {
            clock: HASTY,
            random: systemRandom,
            log: silentLog,
            deadline: makeDeadline(systemClock, 50_000),
        };
        const pieces: Buffer[] = [];
        const sink = { write: (bytes: Buffer) => void pieces.push(bytes) };
        const connectTo = (session: LocalSessionSettings) => async () => leaseOn(makeLocalSession(session));
        expect(await downloadFile({ path, maxBytes: 7 }, sink, connectTo({}), deps)).toEqual({
            sizeBytes: 7,
            sha256: sha256("of root"),
        });
        expect(Buffer.concat(pieces).toString()).toBe("of root");
        const codeOf = (request: DownloadRequest, session: LocalSessionSettings = {}) =>
            downloadFile(request, sink, connectTo(session), deps).then(
                () => "read",
                (error) => error.failure?.code ?? error,
            );
        expect(await codeOf({ path, acting: { kind: "owner", name: "nobody", userId: "65534" } })).toBe(
            "FILE_REMOTE_UNREADABLE",
        );
        expect(await codeOf({ path: `${path}x`, acting: { kind: "root" } })).toBe("FILE_REMOTE_MISSING");
        expect(await codeOf({ path, acting: { kind: "sudo", name: "nobody-of-that-name" } })).toBe("FILE_SUDO_REFUSED");
        expect(await codeOf({ path }, bareHost(["sha256sum", "cat"]))).toBe("FILE_TOOLS_MISSING");
        expect(await codeOf({ path }, bareHost(["cat", "head"]))).toBe("FILE_TOOLS_MISSING");
    });
});
