import {
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFile, makeFilesHost } from "../../support/files-host";
import fc from "../../support/property";
import { BUSYBOX_HOST } from "./files-odd-hosts";

/** Every character that a shell, a tool or a report could take for its own, and some that need several bytes. */
const character = fc.constantFrom(
    ..." '\"\\\n\r\t$`;&|<>()*?[]{}~#!%=-.,:@^_+",
    "a",
    "Z",
    "0",
    "é",
    "漢",
    "🙂",
    "\u0001",
    "\u007f",
);
const name = fc
    .array(character, { minLength: 1, maxLength: 24 })
    .map((characters) => characters.join(""))
    .filter((text) => text !== "." && text !== "..");
const tree = fc.uniqueArray(
    fc.record({
        name,
        kind: fc.constantFrom("file", "script", "link", "directory"),
        content: fc.string({ maxLength: 40, unit: "binary" }),
    }),
    { minLength: 1, maxLength: 8, selector: (entry) => entry.name },
);
const mode = fc.option(fc.integer({ min: 0, max: 0o7777 }), { nil: undefined });

function makeLocal(folder: string, entries: { name: string; kind: string; content: string }[]): void {
    for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.kind === "directory") {
            mkdirSync(path);
            writeFileSync(join(path, entry.name), entry.content);
        } else if (entry.kind === "link") {
            symlinkSync(`./${entry.name}`, path);
        } else {
            writeFileSync(path, entry.content, { mode: entry.kind === "script" ? 0o755 : 0o644 });
        }
    }
}

/** Everything below a folder: kind, permissions and content by path. */
function listTree(folder: string, within = ""): Record<string, string> {
    const found: Record<string, string> = {};
    for (const entry of readdirSync(join(folder, within))) {
        const path = join(folder, within, entry);
        const facts = lstatSync(path);
        const key = join(within, entry);
        if (facts.isSymbolicLink()) {
            found[key] = `link ${readlinkSync(path)}`;
        } else if (facts.isDirectory()) {
            found[key] = `directory ${(facts.mode & 0o7777).toString(8)}`;
            Object.assign(found, listTree(folder, key));
        } else {
            found[key] = `file ${(facts.mode & 0o7777).toString(8)} ${readFileSync(path, "utf8")}`;
        }
    }
    return found;
}

describe("names and modes", () => {
    it.each([
        ["coreutils and dash", undefined],
        ["busybox alone", BUSYBOX_HOST],
    ])("of any kind arrive as they are, on a host with %s", async (_host, session) => {
        await fc.assert(
            fc.asyncProperty(tree, name, async (entries, top) => {
                const host = makeFilesHost();
                const local = mkdtempSync(join(tmpdir(), "files-local-"));
                try {
                    makeLocal(local, entries);
                    const file = makeFile(host.at(top), { kind: "archive-path", path: local });
                    const settings = session === undefined ? {} : { session };
                    const placed = await host.place([file], [], settings);
                    const wanted = listTree(local);
                    expect(listTree(host.at(top))).toEqual(wanted);
                    const sentBefore = host.sent.length;
                    expect(await host.place([file], placed, settings)).toEqual(placed);
                    expect(host.sent.slice(sentBefore).join("")).not.toContain("eic_write '");
                    const removed = placed.map((item) => ({ ...item, onDelete: "remove" as const }));
                    await host.place([], removed, settings);
                    expect(readdirSync(host.at())).toEqual([]);
                } finally {
                    host.remove();
                    rmSync(local, { recursive: true });
                }
            }),
            { numRuns: 25 },
        );
    });

    it("are set as the program asks, for new files and for those that are there", async () => {
        await fc.assert(
            fc.asyncProperty(mode, mode, async (first, second) => {
                const host = makeFilesHost();
                try {
                    const modeOf = () => lstatSync(host.at("file")).mode & 0o7777;
                    await host.place([makeFile(host.at("file"), "a", { mode: first })]);
                    expect(modeOf()).toBe(first ?? 0o644);
                    await host.place([makeFile(host.at("file"), "a", { mode: second })]);
                    expect(modeOf()).toBe(second ?? first ?? 0o644);
                    await host.place([makeFile(host.at("file"), "b", { mode: undefined })]);
                    expect(modeOf()).toBe(second ?? first ?? 0o644);
                } finally {
                    host.remove();
                }
            }),
            { numRuns: 15 },
        );
    });
});
