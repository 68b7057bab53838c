import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../../provider/base/log";
import { makeProgress } from "../../../../provider/files/send/progress";
import type { FileInput } from "../../../../provider/inputs/inputs";
import type { Session } from "../../../../provider/session/session";
import { makeLocalSession } from "../../../support/command-local-session";
import { makeFakeClock } from "../../../support/fake-clock";
import { type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";

let host: FilesHost;
beforeEach(() => {
    host = makeFilesHost();
});
afterEach(() => host.remove());

describe("progress of a transfer", () => {
    it("is shown from its third second on, once a second: bytes, rate and time left", async () => {
        const clock = makeFakeClock();
        const told: string[] = [];
        const { onBytes } = makeProgress(100 * 1024 * 1024, {
            clock,
            log: { ...silentLog, status: (text) => told.push(text) },
        });
        for (let count = 0; count < 8; count += 1) {
            await clock.advance(500);
            onBytes(5 * 1024 * 1024);
        }
        expect(told).toEqual([
            "8 s left, 20.0 of 100.0 MiB sent, 10.0 MiB/s",
            "7 s left, 30.0 of 100.0 MiB sent, 10.0 MiB/s",
            "6 s left, 40.0 of 100.0 MiB sent, 10.0 MiB/s",
        ]);
    });

    it("is not shown for a transfer of two seconds", async () => {
        const clock = makeFakeClock();
        const told: string[] = [];
        const { onBytes } = makeProgress(4_000, { clock, log: { ...silentLog, status: (text) => told.push(text) } });
        for (let count = 0; count < 4; count += 1) {
            onBytes(1_000);
            await clock.advance(499);
        }
        expect(told).toEqual([]);
    });

    it("counts what was on the host before as done, but not as a sign of the link's rate", async () => {
        const clock = makeFakeClock();
        const told: string[] = [];
        const { onBytes } = makeProgress(1024 ** 3, {
            clock,
            log: { ...silentLog, status: (text) => told.push(text) },
        });
        onBytes(512 * 1024 ** 2, "present");
        await clock.advance(2_000);
        onBytes(2 * 1024 ** 2);
        expect(told).toEqual(["9 min left, 0.5 of 1.0 GiB sent, 1.0 MiB/s"]);
    });

    it.each([
        ["small files in one stream", { files: 80, bytes: 50_000 }],
        ["one large file", { files: 1, bytes: 6_000_000 }],
    ])("is told of %s on a slow link, bit by bit, and of none on a quick one", async (_name, { files, bytes }) => {
        const entries = Array.from({ length: files }, (_, index) =>
            makeFile(host.at(`f${index}`), randomBytes(bytes / 2).toString("hex"), {
                argumentPath: `files[${index}]`,
            }),
        );
        const total = files * bytes;
        const slow = await statusesOf(entries, total / 10);
        expect(slow.length).toBeGreaterThanOrEqual(5);
        for (const status of slow) {
            expect(status).toMatch(/^\d+ s left, [\d.]+ of [\d.]+ MiB sent, [\d.]+ KiB\/s$/);
        }
        host.remove();
        host = makeFilesHost();
        expect(await statusesOf(entries, total)).toEqual([]);
    });
});

/** The row's texts while the files are put in place over a link that takes so many bytes in a second of the fake clock. */
async function statusesOf(files: readonly FileInput[], bytesPerSecond: number): Promise<string[]> {
    const clock = makeFakeClock();
    const told: string[] = [];
    const connect = async (): Promise<Session> => {
        const session = makeLocalSession();
        return {
            ...session,
            exec: async (command) => {
                const channel = await session.exec(command);
                return {
                    ...channel,
                    write: async (data) => {
                        await clock.advance((data.length / bytesPerSecond) * 1000);
                        await channel.write(data);
                    },
                };
            },
        };
    };
    await host.place(
        files.map((file) => ({ ...file, remotePath: host.at(basename(file.remotePath)) })),
        [],
        { connect, clock, log: { ...silentLog, status: (text) => told.push(text) } },
    );
    return told;
}
