import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../../../provider/base/clock";
import type { Session } from "../../../../provider/session/session";
import { channelError } from "../../../../provider/session/ssh-session";
import { type LocalSessionSettings, makeLocalSession } from "../../../support/command-local-session";
import { type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";
import { BUSYBOX_HOST } from "../files-odd-hosts";

let host: FilesHost;
let local: string;
let source: string;
const bytes = randomBytes(35 * 1024 * 1024 + 77);

beforeEach(() => {
    host = makeFilesHost();
    local = mkdtempSync(join(tmpdir(), "files-pieces-"));
    source = join(local, "large");
    writeFileSync(source, bytes);
});
afterEach(() => {
    host.remove();
    rmSync(local, { recursive: true });
});

const ROUND_TRIP_MS = 30;

/** A clock that only a far session moves: so a busy machine does not look like a long way. */
const link = { nowMs: 0 };
const clock: Clock = { ...systemClock, monotonicMs: () => link.nowMs };

/** A session whose host's answers come late; counts its channels and the bytes that were sent. */
function makeFarSession(settings: LocalSessionSettings, counts: { channels: number; sentBytes: number }): Session {
    const near = makeLocalSession(settings);
    return {
        ...near,
        exec: async (command) => {
            counts.channels += 1;
            await wait(2 * ROUND_TRIP_MS);
            link.nowMs += 2 * ROUND_TRIP_MS;
            const channel = await near.exec(command);
            // In order whatever the timers do: on a busy machine those of 60 ms may fire before those of 30 ms.
            let delivered = Promise.resolve();
            return {
                ...channel,
                write: (data) => {
                    counts.sentBytes += data.length;
                    return channel.write(data);
                },
                onStdout: (listener) =>
                    channel.onStdout((chunk) => {
                        const due = wait(ROUND_TRIP_MS);
                        delivered = delivered.then(() => due).then(() => listener(chunk));
                    }),
                ended: channel.ended.then(async (end) => {
                    await wait(2 * ROUND_TRIP_MS);
                    await delivered;
                    return end;
                }),
            };
        },
    };
}

describe("a large file", () => {
    it("uses several channels if a round trip takes long, and one if it does not", async () => {
        const channelsOfConnections = async (name: string, makeSession: typeof makeFarSession) => {
            const connections: { channels: number; sentBytes: number }[] = [];
            const connect = async () => {
                const counts = { channels: 0, sentBytes: 0 };
                connections.push(counts);
                return makeSession({}, counts);
            };
            await host.place([makeFile(host.at(name), { kind: "path", path: source })], [], { connect, clock });
            expect(readFileSync(host.at(name)).equals(bytes)).toBe(true);
            return connections.map(({ channels }) => channels);
        };
        // One to ask, one to hash and put in place, four to write.
        expect(await channelsOfConnections("far", makeFarSession)).toEqual([6]);
        expect(await channelsOfConnections("near", makeCounted)).toEqual([3]);
    });

    it("is hashed while it is sent, also on a host that has only busybox", async () => {
        const file = makeFile(host.at("file"), { kind: "path", path: source });
        await host.place([file], [], { session: BUSYBOX_HOST });
        expect(readFileSync(host.at("file")).equals(bytes)).toBe(true);
    });

    it("goes over the one channel that a host allows", async () => {
        let open = 0;
        const connect = async (): Promise<Session> => {
            const session = makeLocalSession();
            return {
                ...session,
                exec: async (command) => {
                    if (open === 1) {
                        throw channelError(Object.assign(new Error("open failed"), { reason: 2 }), open);
                    }
                    open += 1;
                    const channel = await session.exec(command);
                    void channel.ended.then(() => {
                        open -= 1;
                    });
                    return channel;
                },
            };
        };
        await host.place([makeFile(host.at("file"), { kind: "path", path: source })], [], { connect, clock });
        expect(readFileSync(host.at("file")).equals(bytes)).toBe(true);
    });

    it.each([
        ["compressed on a long link", {}, 0, 0.1],
        ["as it is to a host without gzip", BUSYBOX_HOST, 1, 1.1],
    ])("of text goes %s", async (_name, settings, least, most) => {
        const text = Buffer.alloc(bytes.length, "lines that are much the same\n");
        writeFileSync(source, text);
        const counts = { channels: 0, sentBytes: 0 };
        const connect = async () => makeFarSession(settings, counts);
        await host.place([makeFile(host.at("file"), { kind: "path", path: source })], [], { connect, clock });
        expect(readFileSync(host.at("file")).equals(text)).toBe(true);
        expect(counts.sentBytes / text.length).toBeGreaterThanOrEqual(least);
        expect(counts.sentBytes / text.length).toBeLessThan(most);
    });

    it("is not put in place when it arrives as another", async () => {
        const connect = async (): Promise<Session> => {
            const session = makeLocalSession();
            return {
                ...session,
                exec: async (command) => {
                    const channel = await session.exec(command);
                    return { ...channel, write: (data) => channel.write(withWrongByte(data)) };
                },
            };
        };
        const placing = host.place([makeFile(host.at("file"), { kind: "path", path: source })], [], { connect, clock });
        await expect(placing).rejects.toMatchObject({ failure: { code: "FILE_HASH_MISMATCH" } });
        expect(readdirSync(host.at())).toEqual([]);
    });

    it("goes on after a cut, though it was compressed", async () => {
        const text = Buffer.alloc(bytes.length, randomBytes(3_000).toString("base64"));
        writeFileSync(source, text);
        const counts = { channels: 0, sentBytes: 0 };
        const cuts = [{ afterSentBytes: 100_000 }, { afterSentBytes: 200_000 }, {}];
        const connect = async () => makeFarSession({ cut: cuts.shift() ?? {} }, counts);
        await host.place([makeFile(host.at("file"), { kind: "path", path: source })], [], { connect, clock });
        expect(readFileSync(host.at("file")).equals(text)).toBe(true);
        expect(cuts).toEqual([]);
    });

    it("of many small ones is compressed as one archive", async () => {
        const counts = { channels: 0, sentBytes: 0 };
        const files = Array.from({ length: 60 }, (_, index) =>
            makeFile(host.at(`f${index}`), "much the same\n".repeat(3_000), { argumentPath: `files[${index}]` }),
        );
        await host.place(files, [], { connect: async () => makeFarSession({}, counts), clock });
        expect(readFileSync(host.at("f59"), "utf8")).toBe("much the same\n".repeat(3_000));
        expect(counts.sentBytes).toBeLessThan(200_000);
    });

    it.each([
        ["near", false],
        ["far", true],
    ])("on a %s host goes on after a cut with what the host has not written yet", async (_name, isFar) => {
        const counts = { channels: 0, sentBytes: 0 };
        const cuts = [{ afterSentBytes: 25_000_000 }, {}];
        const file = makeFile(host.at("file"), { kind: "path", path: source });
        const connect = async () => {
            const cut = cuts.shift() ?? {};
            return isFar ? makeFarSession({ cut }, counts) : makeCounted({ cut }, counts);
        };
        await host.place([file], [], { connect, clock });
        expect(readFileSync(host.at("file")).equals(bytes)).toBe(true);
        expect(cuts).toEqual([]);
        expect(counts.sentBytes).toBeLessThan(25_000_000 + bytes.length);
    });
});

/** What was sent, if it is the content of a file with the last byte changed. */
function withWrongByte(data: Buffer | string): Buffer {
    const sent = Buffer.from(data);
    if (sent.length > 200_000) {
        sent.writeUInt8(sent.readUInt8(sent.length - 1) ^ 1, sent.length - 1);
    }
    return sent;
}

function makeCounted(settings: LocalSessionSettings, counts: { channels: number; sentBytes: number }): Session {
    const session = makeLocalSession(settings);
    return {
        ...session,
        exec: async (command) => {
            counts.channels += 1;
            const channel = await session.exec(command);
            return {
                ...channel,
                write: (data) => {
                    counts.sentBytes += data.length;
                    return channel.write(data);
                },
            };
        },
    };
}
