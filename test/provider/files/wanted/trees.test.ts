import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSources, describeChanges } from "../../../../provider/files";
import type { FileSource } from "../../../../provider/inputs/inputs";
import { allKnown, type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";

let host: FilesHost;
let local: string;
beforeEach(() => {
    host = makeFilesHost();
    local = mkdtempSync(join(tmpdir(), "files-trees-"));
});
afterEach(() => {
    host.remove();
    rmSync(local, { recursive: true });
});

const text = (content: string): FileSource => ({ kind: "text", text: content });
const assets = (entries: Record<string, FileSource>): FileSource => ({
    kind: "assets",
    entries: Object.entries(entries),
});

describe("what two entries want in one place", () => {
    it.each<[string, FileSource, FileSource]>([
        ["a file below a file", text("a"), text("b")],
        ["a tree below a file", text("a"), assets({ c: text("c") })],
    ])("is refused before anything is sent: %s", async (_what, first, second) => {
        const files = [
            makeFile(host.at("a"), first, { argumentPath: "files[0]" }),
            makeFile(host.at("a/b"), second, { argumentPath: "files[1]" }),
        ];
        const reason = `files[0] puts a file at "${host.at("a")}", and files[1] puts something below it.`;
        await expect(host.place(files)).rejects.toThrow(reason);
        await expect(host.place(files.reverse())).rejects.toThrow("FILE_CONFLICT");
        expect(host.sent).toEqual([]);
        expect(readdirSync(host.at())).toEqual([]);
    });

    it("may be a directory for both", async () => {
        await host.place([
            makeFile(host.at("a"), assets({ b: assets({ one: text("1") }) })),
            makeFile(host.at("a/b"), assets({ two: text("2") })),
        ]);
        expect(readdirSync(host.at("a/b"))).toEqual(["one", "two"]);
    });
});

describe("a link that leads outside through others", () => {
    it.each([
        { up: ".", link: "up/.." },
        { "d/up": "..", link: "d/up/.." },
        { one: "two", two: "d/..", link: "one/../x" },
    ])("is refused, by the check, too: %o", async (links) => {
        mkdirSync(join(local, "d"));
        for (const [path, target] of Object.entries(links)) {
            symlinkSync(target, join(local, path));
        }
        const file = makeFile(host.at("tree"), { kind: "archive-path", path: local });
        expect(await checkSources([file])).toEqual([
            { property: "files[0].source", reason: expect.stringContaining('The symbolic link "link"') },
        ]);
        await expect(host.place([file])).rejects.toThrow("FILE_LINK_OUTSIDE");
        expect(host.sent).toEqual([]);
    });

    it("is not one that leads to itself, to nothing, or up and down within", async () => {
        const links = { self: "self", a: "b", b: "a", none: "d/none", "d/up": "../d/../d" };
        mkdirSync(join(local, "d"));
        for (const [path, target] of Object.entries(links)) {
            symlinkSync(target, join(local, path));
        }
        const file = makeFile(host.at("tree"), { kind: "archive-path", path: local });
        expect(await checkSources([file])).toEqual([]);
        await host.place([file]);
        expect(readdirSync(host.at("tree"))).toEqual(["a", "b", "d", "none", "self"]);
    });
});

describe("an archive of assets", () => {
    it("with a name that leads outside is refused by the check", async () => {
        for (const name of ["../a", "/a"]) {
            expect(await checkSources([makeFile("/t", assets({ n: assets({ [name]: text("a") }) }))])).toEqual([
                { property: "files[0].source", reason: expect.stringContaining(JSON.stringify(name)) },
            ]);
        }
    });
});

it("a source behind an address that never answers is waited for until the deadline", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
    try {
        const place = host.place([makeFile(host.at("a"), { kind: "uri", uri })], [], { limitMs: 300 });
        await expect(place).rejects.toThrow("FILE_TIMEOUT");
        expect(host.sent).toEqual([]);
    } finally {
        server.closeAllConnections();
        server.close();
    }
});

describe("looking for changes", () => {
    let server: Server;
    let calls = 0;
    let address: string;
    beforeEach(async () => {
        const archive = pack();
        archive.entry({ name: "in" }, "in");
        archive.finalize();
        const pieces: Buffer[] = [];
        for await (const piece of archive) {
            pieces.push(piece as Buffer);
        }
        calls = 0;
        server = createServer((_request, response) => {
            calls += 1;
            response.end(gzipSync(Buffer.concat(pieces)));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.tar.gz`;
    });
    afterEach(() => server.close());

    it("fetches nothing when no hash is another, though a tree holds an archive from elsewhere", async () => {
        const source = assets({ a: text("a"), d: assets({ r: { kind: "archive-uri", uri: address } }) });
        const file = makeFile(host.at("t"), source);
        const placed = await host.place([file]);
        expect(readFileSync(host.at("t/d/r/in"), "utf8")).toBe("in");
        calls = 0;
        expect(await describeChanges(allKnown(file), placed, false)).toEqual([]);
        expect(calls).toBe(0);
        // Another entry's content may be what changed: what is elsewhere is named, and still not fetched.
        const whole = makeFile(host.at("w"), { kind: "archive-uri", uri: address });
        expect(await describeChanges(allKnown(file, whole), placed, true)).toEqual([
            `${host.at("t/d/r")} (fetched and compared when it is put in place)`,
            `${host.at("w")} (fetched and compared when it is put in place)`,
        ]);
        expect(calls).toBe(0);
    });

    it("goes by the hash that the engine tells of an address", async () => {
        const entry = (sha256: string) => makeFile(host.at("a"), { kind: "uri", uri: address, sha256 });
        const placed = await host.place([entry("")]);
        const before = calls;
        const [{ value = "" } = {}] = placed;
        expect(await describeChanges(allKnown(entry(value)), placed, true)).toEqual([]);
        expect(await describeChanges(allKnown(entry("0".repeat(64))), placed, true)).toEqual([
            `${host.at("a")} (content)`,
        ]);
        expect(calls).toBe(before);
    });
});
