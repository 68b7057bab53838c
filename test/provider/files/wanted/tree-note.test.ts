import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noteTrees, treesDiffer } from "../../../../provider/files";
import type { FileInput } from "../../../../provider/inputs/inputs";
import { type FilesHost, makeFile, makeFilesHost } from "../../../support/files-host";

let host: FilesHost;
let local: string;
beforeEach(() => {
    host = makeFilesHost();
    local = mkdtempSync(join(tmpdir(), "tree-note-"));
    mkdirSync(join(local, "a/sub"), { recursive: true });
    mkdirSync(join(local, "b/empty"), { recursive: true });
    writeFileSync(join(local, "a/sub/of-a"), "a", { mode: 0o755 });
    writeFileSync(join(local, "a/plain"), "p", { mode: 0o644 });
    symlinkSync("plain", join(local, "a/link"));
    writeFileSync(join(local, "b/of-b"), "b", { mode: 0o644 });
});
afterEach(() => {
    host.remove();
    rmSync(local, { recursive: true });
});

const tree = (remotePath: string, name: string, changes: Partial<FileInput> = {}) =>
    makeFile(remotePath, { kind: "archive-path", path: join(local, name) }, changes);

/** One directory inside another, a file inside both, and an archive of the program's own with a text in it. */
const entries = (): FileInput[] => [
    makeFile(host.at("tree/sub/text"), "text"),
    tree(host.at("tree"), "a"),
    tree(host.at("tree/sub"), "b", { mode: 0o640 }),
    makeFile(host.at("made"), {
        kind: "assets",
        entries: [
            ["readme", { kind: "text", text: "read" }],
            ["b", { kind: "archive-path", path: join(local, "b") }],
        ],
    }),
];

test("directories that were put in place are what their note says, however entries lie in each other", async () => {
    const placed = await host.place(entries());
    expect(treesDiffer(entries(), await noteTrees(entries()), placed)).toBe(false);
    expect(placed.length).toBeGreaterThan(8);
});

test.each<[string, () => void]>([
    ["executable bit", () => chmodSync(join(local, "a/plain"), 0o755)],
    ["new file", () => writeFileSync(join(local, "b/new"), "")],
    ["file that is gone", () => unlinkSync(join(local, "a/plain"))],
    [
        "target of a link",
        () => {
            unlinkSync(join(local, "a/link"));
            symlinkSync("sub/of-a", join(local, "a/link"));
        },
    ],
    ["directory that is gone", () => rmSync(join(local, "b"), { recursive: true })],
])("one %s makes a difference", async (_what, change) => {
    const placed = await host.place(entries());
    change();
    expect(treesDiffer(entries(), await noteTrees(entries()), placed)).toBe(true);
});

test("an executable bit makes no difference if the program gives the mode", async () => {
    const files = [tree(host.at("tree"), "a", { mode: 0o600 })];
    const placed = await host.place(files);
    chmodSync(join(local, "a/plain"), 0o755);
    expect(treesDiffer(files, await noteTrees(files), placed)).toBe(false);
});

test("what has to be fetched is left out on both sides, and without a directory there is no note", async () => {
    const archive = { kind: "archive-uri", uri: "https://example.com/a.zip" } as const;
    const files = [makeFile("/srv", { kind: "assets", entries: [["far", archive]] })];
    const note = await noteTrees(files);
    expect(note).toMatchObject({ entries: [0], unseen: ["/srv/far"] });
    const far = { path: "/srv/far/x", kind: "file", value: "", onDelete: "keep", made: true } as const;
    expect(treesDiffer(files, note, [far])).toBe(false);
    expect(treesDiffer(files, note, [{ ...far, path: "/srv/near" }])).toBe(true);
    expect(await noteTrees([makeFile("/a", "text"), makeFile("/b", archive)])).toBeUndefined();
});
