import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FileSource } from "../../../provider/inputs/inputs";
import type { Session } from "../../../provider/session/session";
import { makeLocalSession } from "../../support/command-local-session";
import { type FilesHost, makeFile, makeFilesHost } from "../../support/files-host";

const MIB = 1024 * 1024;
/** The larger is larger by this, so that what is held of it would show. */
const [SMALLER_MIB, LARGER_MIB] = [64, 512];
const BOUND_MIB = 128;

let host: FilesHost;
let local: string;
let server: Server;
beforeAll(async () => {
    server = createServer((request, response) => {
        void pipeline(Readable.from(zeros(Number(request.url?.slice(1)))), response).catch(() => {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());
beforeEach(() => {
    host = makeFilesHost();
    local = mkdtempSync(join(tmpdir(), "files-memory-"));
});
afterEach(() => {
    host.remove();
    rmSync(local, { recursive: true });
});

function* zeros(mebibytes: number): Generator<Buffer> {
    for (let count = 0; count < mebibytes; count += 1) {
        yield Buffer.alloc(MIB);
    }
}

/** A file with a hole: it takes no room on this machine. */
function makeHole(mebibytes: number): FileSource {
    const path = join(local, `${mebibytes}`);
    writeFileSync(path, "");
    truncateSync(path, mebibytes * MIB);
    return { kind: "path", path };
}

const makeRemote = (mebibytes: number): FileSource => ({
    kind: "uri",
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${mebibytes}`,
});

/** The most memory that this process had while a source was put in place. */
async function peakMiB(source: FileSource, mebibytes: number): Promise<number> {
    let peak = 0;
    const connect = async (): Promise<Session> => {
        const session = makeLocalSession({ forgetsSent: true });
        return {
            ...session,
            exec: async (command) => {
                const channel = await session.exec(command);
                return {
                    ...channel,
                    write: async (data) => {
                        peak = Math.max(peak, process.memoryUsage.rss());
                        await channel.write(data);
                    },
                };
            },
        };
    };
    const path = host.at(`${mebibytes}`);
    await host.place([makeFile(path, source)], [], { connect });
    expect(statSync(path).size).toBe(mebibytes * MIB);
    return peak / MIB;
}

describe("memory of the provider", () => {
    it.each([
        ["a file", makeHole],
        ["a remote asset", makeRemote],
    ])("is the same for %s of any size", async (_name, makeSource) => {
        const before = await peakMiB(makeSource(SMALLER_MIB), SMALLER_MIB);
        const after = await peakMiB(makeSource(LARGER_MIB), LARGER_MIB);
        expect(after - before).toBeLessThan(BOUND_MIB);
    });
});
