import {
    existsSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileInput, FileSource } from "../../../../provider/inputs/inputs";
import { type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";

let host: FilesHost;
beforeEach(() => {
    host = makeFilesHost();
});
afterEach(() => host.remove());

/** A source directory with these files; a value that begins with -> is a link. */
function makeTree(files: Record<string, string>): FileSource {
    const path = join(host.folder, "source");
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        if (content.startsWith("->")) {
            symlinkSync(content.slice(2), join(path, name));
        } else {
            writeFileSync(join(path, name), content);
        }
    }
    return { kind: "archive-path", path };
}

/** Puts one tree in place and then the other at the same path. */
async function placeTwice(
    first: Record<string, string>,
    second: Record<string, string>,
    onDelete: FileInput["onDelete"],
    between = () => {},
): Promise<void> {
    const placed = await host.place([makeFile(host.at("t"), makeTree(first), { onDelete })]);
    between();
    await host.place([makeFile(host.at("t"), makeTree(second), { onDelete })], placed);
}

describe("what was put in place before gives way to something of another kind:", () => {
    it.each(["keep", "remove"] as const)(
        "a link to a directory, through which nothing is written (onDelete %s)",
        async (onDelete) => {
            await placeTwice({ "real/x": "real", data: "->real" }, { "real/x": "real", "data/x": "data" }, onDelete);
            expect(readFileSync(host.at("t/real/x"), "utf8")).toBe("real");
            expect(readFileSync(host.at("t/data/x"), "utf8")).toBe("data");
            expect(lstatSync(host.at("t/data")).isDirectory()).toBe(true);
        },
    );

    it("a file to a directory", async () => {
        await placeTwice({ a: "file" }, { "a/b": "below" }, "keep");
        expect(readFileSync(host.at("t/a/b"), "utf8")).toBe("below");
    });

    it("a directory to a link, and nothing is removed through that", async () => {
        await placeTwice({ "real/x": "same", "data/x": "same" }, { "real/x": "same", data: "->real" }, "remove");
        expect(readlinkSync(host.at("t/data"))).toBe("real");
        expect(readFileSync(host.at("t/real/x"), "utf8")).toBe("same");
    });

    it("a file that an entry dropped, to a directory above another entry's file", async () => {
        const placed = await host.place([makeFile(host.at("a"), "file", { onDelete: "remove" })]);
        await host.place([makeFile(host.at("a/b"), "below")], placed);
        expect(readFileSync(host.at("a/b"), "utf8")).toBe("below");
    });
});

describe("what stays in the way:", () => {
    it("a file that somebody changed", async () => {
        const change = () => writeFileSync(host.at("t/a"), "changed");
        await expect(placeTwice({ a: "file" }, { "a/b": "below" }, "remove", change)).rejects.toThrow(
            "FILE_IN_THE_WAY",
        );
        expect(readFileSync(host.at("t/a"), "utf8")).toBe("changed");
    });

    it("a directory that is to be kept", async () => {
        await expect(placeTwice({ "a/b": "b" }, { a: "file" }, "keep")).rejects.toThrow("FILE_IN_THE_WAY");
        expect(readFileSync(host.at("t/a/b"), "utf8")).toBe("b");
    });

    it("a directory with something of somebody else, which stays", async () => {
        const add = () => writeFileSync(host.at("t/a/other"), "other");
        await expect(placeTwice({ "a/b": "b" }, { a: "file" }, "remove", add)).rejects.toThrow("Directory not empty");
        expect(readdirSync(host.at("t/a"))).toEqual(["other"]);
    });

    it("a file that no operation has recorded", async () => {
        mkdirSync(host.at("t"));
        writeFileSync(host.at("t/a"), "a");
        const file = makeFile(host.at("t"), makeTree({ "a/b": "b" }), { onDelete: "remove" });
        await expect(host.place([file])).rejects.toThrow("FILE_IN_THE_WAY");
        expect(existsSync(host.at("t/a"))).toBe(true);
    });
});
