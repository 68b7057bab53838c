import {
    existsSync,
    lstatSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    statSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FilesHost, makeFile, makeFilesHost } from "../../support/files-host";
import { requireRoot } from "../../support/rights";

let host: FilesHost;
beforeEach(() => {
    host = makeFilesHost();
});
afterEach(() => host.remove());

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

describe("placing files", () => {
    it("puts a text at its path, makes the directories above it and leaves nothing else", async () => {
        const placed = await host.place([makeFile(host.at("etc/app/app.conf"), "hello\n")]);
        expect(readFileSync(host.at("etc/app/app.conf"), "utf8")).toBe("hello\n");
        expect(modeOf(host.at("etc/app/app.conf"))).toBe("644");
        expect(modeOf(host.at("etc/app"))).toBe("755");
        expect(readdirSync(host.at("etc/app"))).toEqual(["app.conf"]);
        expect(placed.map(({ path, kind, made }) => ({ path, kind, made }))).toEqual([
            { path: host.at("etc"), kind: "directory", made: true },
            { path: host.at("etc/app"), kind: "directory", made: true },
            { path: host.at("etc/app/app.conf"), kind: "file", made: true },
        ]);
    });

    it("leaves an equal file untouched, its time included, and corrects only the mode that is given", async () => {
        const path = host.at("a");
        writeFileSync(path, "same", { mode: 0o600 });
        utimesSync(path, 1_000_000, 1_000_000);
        await host.place([makeFile(path, "same")]);
        expect(statSync(path).mtimeMs).toBe(1_000_000_000);
        expect(modeOf(path)).toBe("600");
        await host.place([makeFile(path, "same", { mode: 0o640 })]);
        expect(statSync(path).mtimeMs).toBe(1_000_000_000);
        expect(modeOf(path)).toBe("640");
    });

    it("keeps the mode and the owner of a file that it replaces", async () => {
        requireRoot();
        const path = host.at("a");
        writeFileSync(path, "old");
        const { chmodSync, chownSync } = await import("node:fs");
        chownSync(path, 1234, 4321);
        chmodSync(path, 0o4750);
        await host.place([makeFile(path, "new")]);
        expect(readFileSync(path, "utf8")).toBe("new");
        expect(modeOf(path)).toBe("4750");
        expect(lstatSync(path)).toMatchObject({ uid: 1234, gid: 4321 });
    });

    it("removes what is dropped when it asked for that, the directories that were made for it included", async () => {
        mkdirSync(host.at("there"));
        const files = [
            makeFile(host.at("there/gone/a"), "a", { onDelete: "remove" }),
            makeFile(host.at("there/kept"), "b"),
        ];
        const placed = await host.place(files);
        const after = await host.place([], placed);
        expect(after).toEqual([]);
        expect(existsSync(host.at("there/gone"))).toBe(false);
        expect(readdirSync(host.at("there"))).toEqual(["kept"]);
    });
});
