import { execFileSync } from "node:child_process";
import {
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";

let host: FilesHost;
let local: string;
beforeEach(() => {
    host = makeFilesHost();
    local = mkdtempSync(join(tmpdir(), "files-archives-"));
});
afterEach(() => {
    host.remove();
    rmSync(local, { recursive: true });
});

type HeaderArgument = Pick<Header, "name"> & Partial<Pick<Header, "type" | "linkname">>;

const inLocal = (name: string) => join(local, name);
const place = (name: string) => host.place([makeFile(host.at("t"), { kind: "archive-path", path: inLocal(name) })]);

/** A tar archive with one entry for each header; a plain file has the content. */
async function printTar(content: string, ...headers: HeaderArgument[]): Promise<Buffer> {
    const archive = pack();
    for (const header of headers) {
        archive.entry(header, header.type === undefined ? content : "");
    }
    archive.finalize();
    const pieces: Buffer[] = [];
    for await (const piece of archive) {
        pieces.push(piece as Buffer);
    }
    return Buffer.concat(pieces);
}

const tarOf = (content: string) => printTar(content, { name: "a" });

/** A zip archive of one file, made on Unix, with some of its bytes changed. */
function writeZip(name: string, content: string, edit: (bytes: Buffer) => void = () => {}): void {
    mkdirSync(inLocal("zip"));
    writeFileSync(join(inLocal("zip"), name), content);
    execFileSync("zip", ["-q0X", inLocal("a.zip"), name], { cwd: inLocal("zip") });
    const bytes = readFileSync(inLocal("a.zip"));
    edit(bytes);
    writeFileSync(inLocal("a.zip"), bytes);
}

const HEADER = Buffer.from("PK\x01\x02", "latin1");

describe("an archive that is damaged is reported as such, and nothing of it is sent:", () => {
    const large = "x".repeat(300_000);

    it.each<[string, () => Promise<Buffer>, string]>([
        ["a.tar", async () => (await tarOf(large)).subarray(0, 100_000), "a tar archive: Unexpected end of data."],
        [
            "a.tar.gz",
            async () => gzipSync(await tarOf(large)).subarray(0, 200),
            "a tar archive: unexpected end of file.",
        ],
        ["a.tar.gz", async () => gzipSync(await tarOf(large)).fill(0, 60, 70), "a tar archive: "],
    ])("%s", async (name, content, reason) => {
        writeFileSync(inLocal(name), await content());
        await expect(place(name)).rejects.toThrow(`FILE_SOURCE_UNREADABLE`);
        await expect(place(name)).rejects.toThrow(`${inLocal(name)} can't be read as ${reason}`);
        expect(host.sent).toEqual([]);
    });

    it("a zip with another checksum than its content has", async () => {
        writeZip("a", "content", (bytes) => bytes.write("C", bytes.indexOf("content")));
        await expect(place("a.zip")).rejects.toThrow("can't be read as a zip archive: a checksum is wrong.");
        expect(host.sent).toEqual([]);
    });

    it("a zip that is encrypted", async () => {
        writeFileSync(inLocal("a"), "content");
        execFileSync("zip", ["-q", "-P", "password", "a.zip", "a"], { cwd: local });
        await expect(place("a.zip")).rejects.toThrow("can't be read as a zip archive: it is encrypted.");
    });
});

describe("an archive with what can't be put on an instance is refused before anything is sent:", () => {
    it.each<[string, HeaderArgument]>([
        ["a hard link", { name: "b", type: "link", linkname: "a" }],
        ["a fifo", { name: "b", type: "fifo" }],
        ["a character-device", { name: "b", type: "character-device" }],
    ])("%s", async (words, header) => {
        writeFileSync(inLocal("a.tar"), await printTar("a", { name: "a" }, header));
        await expect(place("a.tar")).rejects.toThrow(`holds ${words}, "b"`);
        expect(host.sent).toEqual([]);
    });

    it.each(["gnu", "pax"])("a sparse file in the %s format, whose content is a list of pieces", async (format) => {
        writeFileSync(inLocal("sparse"), "begin");
        truncateSync(inLocal("sparse"), 1_000_000);
        execFileSync("tar", ["-S", `--format=${format}`, "-cf", "a.tar", "sparse"], { cwd: local });
        await expect(place("a.tar")).rejects.toThrow("holds a sparse file");
        expect(host.sent).toEqual([]);
    });

    it.each<[string, HeaderArgument]>([
        ["name", { name: "cafe" }],
        ["target of a link", { name: "a", type: "symlink", linkname: "cafe" }],
    ])("a %s that is not UTF-8", async (_what, header) => {
        const bytes = await printTar("a", header);
        bytes.set([0xe9], bytes.indexOf("cafe") + 3);
        const sum = bytes
            .fill(" ", 148, 156)
            .subarray(0, 512)
            .reduce((total, byte) => total + byte, 0);
        bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
        writeFileSync(inLocal("a.tar"), bytes);
        await expect(place("a.tar")).rejects.toThrow("FILE_NAME_NOT_UTF8");
        expect(host.sent).toEqual([]);
    });

    it("a fifo in a zip", async () => {
        writeZip("a", "", (bytes) => bytes.writeUInt32LE(0o010644 * 65_536, bytes.indexOf(HEADER) + 38));
        await expect(place("a.zip")).rejects.toThrow(
            'contains something that is not a file, directory or symbolic link: "a"',
        );
    });
});

describe("an archive of an odd kind lands as it is meant:", () => {
    it("tar's oldest format, which marks a directory by a slash", async () => {
        mkdirSync(inLocal("d"));
        writeFileSync(inLocal("d/a"), "content");
        execFileSync("tar", ["--format=v7", "-cf", "a.tar", "d"], { cwd: local });
        await place("a.tar");
        expect(readFileSync(host.at("t/d/a"), "utf8")).toBe("content");
    });

    it.each(["gnu", "pax", "ustar"])("long names in the %s format, and a wrapping ./", async (format) => {
        const name = `${"d".repeat(90)}/${"é".repeat(49)}`;
        mkdirSync(join(inLocal("tree"), "d".repeat(90)), { recursive: true });
        writeFileSync(join(inLocal("tree"), name), "content");
        execFileSync("tar", [`--format=${format}`, "-cf", inLocal("a.tar"), "."], { cwd: inLocal("tree") });
        await place("a.tar");
        expect(readFileSync(host.at("t", name), "utf8")).toBe("content");
    });

    it("gzip in several members", async () => {
        const bytes = await tarOf("content");
        writeFileSync(
            inLocal("a.tgz"),
            Buffer.concat([gzipSync(bytes.subarray(0, 512)), gzipSync(bytes.subarray(512))]),
        );
        await place("a.tgz");
        expect(readFileSync(host.at("t/a"), "utf8")).toBe("content");
    });

    it("a path that is there twice: the last one counts", async () => {
        writeFileSync(
            inLocal("a.tar"),
            Buffer.concat([(await tarOf("first")).subarray(0, 1024), await tarOf("second")]),
        );
        await place("a.tar");
        expect(readFileSync(host.at("t/a"), "utf8")).toBe("second");
    });

    it("a zip made on Unix with bytes of UTF-8 that it does not call so, and with a backslash in a name", async () => {
        const name = "caf\u00e9\\b";
        writeZip(name, "content", (bytes) => {
            const at = bytes.indexOf(HEADER);
            bytes.writeUInt16LE(bytes.readUInt16LE(at + 8) & ~0x800, at + 8);
            const fieldAt = bytes.indexOf("up", at, "latin1");
            // Info-ZIP says it in a field of its own, which other tools lack.
            if (fieldAt >= 0) {
                bytes.write("xx", fieldAt, "latin1");
            }
        });
        await place("a.zip");
        expect(readdirSync(host.at("t"))).toEqual([name]);
    });

    it("a zip made on DOS, which separates names by a backslash", async () => {
        writeZip("d_a", "content", (bytes) => {
            const at = bytes.indexOf(HEADER);
            bytes.writeUInt8(0, at + 5);
            bytes.write("\\", at + 47, "latin1");
        });
        await place("a.zip");
        expect(readFileSync(host.at("t/d/a"), "utf8")).toBe("content");
        expect(statSync(host.at("t/d")).isDirectory()).toBe(true);
    });
});
