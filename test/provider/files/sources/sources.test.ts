import { execFileSync } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readlinkSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "tar-stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkSources, describeChanges } from "../../../../provider/files";
import type { FileSource } from "../../../../provider/inputs/inputs";
import { makeLocalSession } from "../../../support/command-local-session";
import { allKnown, type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";

let host: FilesHost;
let local: string;
let server: Server;
let address: string;

beforeAll(async () => {
    server = createServer((request, response) => {
        try {
            response.end(readFileSync(join(local, request.url ?? "")));
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
    host = makeFilesHost();
    local = mkdtempSync(join(tmpdir(), "files-sources-"));
});
afterEach(() => {
    host.remove();
    rmSync(local, { recursive: true });
});

/** A tree with what a tree can have, and archives of it. */
function makeTree(): string {
    const tree = join(local, "tree");
    mkdirSync(join(tree, "bin"), { recursive: true });
    mkdirSync(join(tree, "empty"));
    writeFileSync(join(tree, "bin/run me"), "#!/bin/sh\necho ran\n", { mode: 0o755 });
    writeFileSync(join(tree, "data"), Buffer.from([0, 1, 2, 255]), { mode: 0o600 });
    symlinkSync("../data", join(tree, "bin/link"));
    const inTree = (command: string, ...words: string[]) => execFileSync(command, words, { cwd: tree });
    inTree("tar", "-cf", join(local, "a.tar"), ".");
    inTree("tar", "-czf", join(local, "a.tar.gz"), ".");
    inTree("tar", "-czf", join(local, "a.tgz"), "bin", "data", "empty");
    inTree("zip", "-qry", join(local, "a.zip"), ".");
    return tree;
}

function expectTree(path: string): void {
    expect(readFileSync(join(path, "data"))).toEqual(Buffer.from([0, 1, 2, 255]));
    expect(statSync(join(path, "data")).mode & 0o777).toBe(0o644);
    expect(statSync(join(path, "bin/run me")).mode & 0o777).toBe(0o755);
    expect(execFileSync(join(path, "bin/run me")).toString()).toBe("ran\n");
    expect(readlinkSync(join(path, "bin/link"))).toBe("../data");
    expect(statSync(join(path, "empty")).isDirectory()).toBe(true);
}

const inLocal = (name: string) => join(local, name);

describe("sources", () => {
    it.each<[string, () => FileSource]>([
        ["a directory", () => ({ kind: "archive-path", path: inLocal("tree") })],
        ["a .tar file", () => ({ kind: "archive-path", path: inLocal("a.tar") })],
        ["a .tar.gz file", () => ({ kind: "archive-path", path: inLocal("a.tar.gz") })],
        ["a .tgz file", () => ({ kind: "archive-path", path: inLocal("a.tgz") })],
        ["a .zip file", () => ({ kind: "archive-path", path: inLocal("a.zip") })],
        ["a remote .tar.gz", () => ({ kind: "archive-uri", uri: `${address}/a.tar.gz` })],
        ["a remote .zip", () => ({ kind: "archive-uri", uri: `${address}/a.zip` })],
        ["a directory by a file address", () => ({ kind: "archive-uri", uri: `file://${inLocal("tree")}` })],
    ])("%s lands with its structure, executable bits and links", async (_name, source) => {
        makeTree();
        const file = makeFile(host.at("tree"), source());
        const placed = await host.place([file]);
        expectTree(host.at("tree"));
        const sent = host.sent.length;
        await host.place([file], placed);
        expect(host.sent.slice(sent).join("")).not.toContain("eic_write");
    });

    it("of files are a text, a path, or an address", async () => {
        writeFileSync(inLocal("a"), "by path");
        await host.place([
            makeFile(host.at("path"), { kind: "path", path: inLocal("a") }),
            makeFile(host.at("uri"), { kind: "uri", uri: `${address}/a` }),
            makeFile(host.at("file"), { kind: "uri", uri: `file://${inLocal("a")}` }),
            makeFile(host.at("text"), "by text"),
        ]);
        for (const name of ["path", "uri", "file"]) {
            expect(readFileSync(host.at(name), "utf8")).toBe("by path");
        }
        expect(readFileSync(host.at("text"), "utf8")).toBe("by text");
    });

    it("nest in an archive of assets", async () => {
        makeTree();
        const nested: FileSource = { kind: "assets", entries: [["c", { kind: "text", text: "c" }]] };
        const entries: [string, FileSource][] = [
            ["a/b", { kind: "text", text: "b" }],
            ["n", nested],
            ["t", { kind: "archive-path", path: inLocal("a.tar") }],
        ];
        await host.place([makeFile(host.at("all"), { kind: "assets", entries })]);
        expect(readFileSync(host.at("all/a/b"), "utf8")).toBe("b");
        expect(readFileSync(host.at("all/n/c"), "utf8")).toBe("c");
        expectTree(host.at("all/t"));
    });

    it.each([
        ["out/../../../etc/passwd", "FILE_OUTSIDE_TREE"],
        ["/etc/passwd", "FILE_OUTSIDE_TREE"],
    ])("that hold %s are refused before anything is sent", async (name, code) => {
        const archive = pack();
        archive.entry({ name }, "x");
        archive.finalize();
        const pieces: Buffer[] = [];
        for await (const piece of archive) {
            pieces.push(piece as Buffer);
        }
        writeFileSync(inLocal("bad.tar"), Buffer.concat(pieces));
        const file = makeFile(host.at("bad"), { kind: "archive-path", path: inLocal("bad.tar") });
        await expect(host.place([file])).rejects.toThrow(code);
        expect(host.sent).toEqual([]);
    });

    it.each(["/etc/passwd", "../../outside", "a/../../outside"])(
        "with a link to %s are refused, by the check where it can see it",
        async (target) => {
            mkdirSync(inLocal("tree"));
            symlinkSync(target, inLocal("tree/link"));
            execFileSync("tar", ["-cf", inLocal("a.tar"), "."], { cwd: inLocal("tree") });
            const directory = makeFile(host.at("tree"), { kind: "archive-path", path: inLocal("tree") });
            expect(await checkSources([directory])).toEqual([
                { property: "files[0].source", reason: expect.stringContaining('The symbolic link "link"') },
            ]);
            const archive = makeFile(host.at("tree"), { kind: "archive-path", path: inLocal("a.tar") });
            await expect(host.place([archive])).rejects.toThrow("FILE_LINK_OUTSIDE");
            expect(host.sent).toEqual([]);
        },
    );

    it("that are not there are named by the check, with the argument", async () => {
        const files = [makeFile("/a", { kind: "path", path: inLocal("none") }, { argumentPath: "files[3]" })];
        expect(await checkSources(files)).toEqual([
            { property: "files[3].source", reason: expect.stringContaining(inLocal("none")) },
        ]);
    });

    it("behind an address that answers with an error are reported without what may be secret in the address", async () => {
        const file = makeFile(host.at("a"), { kind: "uri", uri: `${address}/none?token=secret` });
        const error = await host.place([file]).catch((thrown: Error) => thrown.message);
        expect(error).toContain("answered with status 404");
        expect(error).not.toContain("secret");
    });

    it("that change while they are read are noticed, and nothing of them gets its name", async () => {
        writeFileSync(inLocal("log"), "x".repeat(100_000));
        const file = makeFile(host.at("log"), { kind: "path", path: inLocal("log") });
        const connect = async () => {
            writeFileSync(inLocal("log"), `y${"x".repeat(99_999)}`);
            return makeLocalSession();
        };
        await expect(host.place([file], [], { connect })).rejects.toThrow("FILE_SOURCE_CHANGED");
        expect(existsSync(host.at("log"))).toBe(false);
    });

    it("with another executable bit or link alone are a change, though the engine's hash is the same", async () => {
        const tree = makeTree();
        const file = makeFile(host.at("tree"), { kind: "archive-path", path: tree });
        const placed = await host.place([file]);
        expect(await describeChanges(allKnown(file), placed, false)).toEqual([]);
        chmodSync(join(tree, "data"), 0o755);
        rmSync(join(tree, "bin/link"));
        symlinkSync("run me", join(tree, "bin/link"));
        expect(await describeChanges(allKnown(file), placed, false)).toEqual([
            `${host.at("tree/bin/link")} (link)`,
            `${host.at("tree/data")} (executable)`,
        ]);
        await host.place([file], placed);
        expect(statSync(host.at("tree/data")).mode & 0o111).toBe(0o111);
        expect(readlinkSync(host.at("tree/bin/link"))).toBe("run me");
    });

    it("name each path that changes, is new, or goes", async () => {
        const placed = await host.place([
            makeFile(host.at("a"), "a"),
            makeFile(host.at("gone"), "b", { onDelete: "remove" }),
            makeFile(host.at("dropped"), "c"),
        ]);
        expect(
            await describeChanges(allKnown(makeFile(host.at("a"), "A"), makeFile(host.at("n"), "n")), placed, true),
        ).toEqual([
            `${host.at("a")} (content, 1 byte)`,
            `${host.at("n")} (new, 1 byte)`,
            `${host.at("gone")} (removed)`,
            `${host.at("dropped")} (left on the instance)`,
        ]);
    });
});
