import { describe, expect, it } from "vitest";
import {
    checkInputs,
    compareInputs,
    parseFiles,
    withHiddenHashes,
    withoutContents,
    withSeparateHashes,
} from "../../../provider/inputs";
import { UNKNOWN } from "./values";

const GIVEN = { instanceId: "i-0123456789abcdef0" };
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const asset = (fields: object) => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", ...fields });
const archive = (fields: object) => ({ [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", ...fields });

const failuresOf = (...files: unknown[]) =>
    checkInputs({ ...GIVEN, files }).map(({ property, reason }) => `${property}: ${reason}`);

describe("files", () => {
    it("or create must be there", () => {
        expect(checkInputs(GIVEN)).toEqual([
            { property: "create", reason: expect.stringContaining("expected a script, or files") },
        ]);
        expect(checkInputs({ ...GIVEN, files: [] })).toHaveLength(1);
        expect(checkInputs({ ...GIVEN, files: UNKNOWN })).toEqual([]);
        expect(checkInputs({ ...GIVEN, create: UNKNOWN })).toEqual([]);
    });

    it("are right with any asset or archive, or content, also while they are not known", () => {
        expect(
            failuresOf(
                { remotePath: "/etc/a b\n", content: "" },
                { remotePath: "/b", source: asset({ path: "b" }), mode: "4755", owner: "root", group: "0" },
                { remotePath: "/c", source: archive({ assets: {} }), onDelete: "remove" },
                { remotePath: UNKNOWN, content: UNKNOWN, mode: UNKNOWN },
                UNKNOWN,
            ),
        ).toEqual([]);
    });

    it("are named with the index and the property that is wrong", () => {
        const failures = failuresOf(
            { remotePath: "etc/a", content: "" },
            { remotePath: "/b", content: "", source: asset({ text: "" }) },
            { remotePath: "/c", content: "", mode: "rw-r--r--" },
            { remotePath: "/d", content: "", owner: "a:b", onDelete: "purge", modes: "1" },
            { remotePath: "/e", source: "./local" },
            { remotePath: "/f" },
            "/g",
        );
        expect(failures.map((failure) => failure.split(":")[0])).toEqual([
            "files[0].remotePath",
            "files[1]",
            "files[2].mode",
            "files[3].owner",
            "files[3].onDelete",
            "files[3].modes",
            "files[4].source",
            "files[5]",
            "files[6]",
        ]);
        expect(failures[4]).toContain('"keep", "remove"');
        expect(failures[6]).toContain("A text goes in content, a path in a FileAsset.");
    });

    it.each(["/", "/a/", "/a//b", "/a/../b", "/a/./b", "~/a", "", "/a\0b", `/${"n".repeat(256)}`, "/a\ud800"])(
        "can't be put at %j",
        (remotePath) => {
            expect(failuresOf({ remotePath, content: "" })).toHaveLength(1);
        },
    );

    it("can't be put at one path twice", () => {
        expect(failuresOf({ remotePath: "/a", content: "1" }, { remotePath: "/a", content: "2" })).toEqual([
            "files[1].remotePath: expected a path of its own; files[0] has the same.",
        ]);
    });

    it("never show a content", () => {
        const failures = failuresOf(
            { remotePath: "/a", content: 987_654_321 },
            { remotePath: "/b", content: ["x987"] },
        );
        expect(failures).toHaveLength(2);
        expect(failures.join()).not.toContain("987");
    });

    it("are compared by what they hold: recorded files have the hash in place of the content", () => {
        const files = [
            { remotePath: "/a", content: "text" },
            { remotePath: "/b", source: asset({ hash: "h", path: "local" }), mode: "0600" },
        ];
        const olds = { ...GIVEN, files: withoutContents(files) };
        expect(JSON.stringify(olds)).not.toContain("text");
        const rerunFor = (news: unknown) => compareInputs(olds, { ...GIVEN, files: news }).rerun;
        const [first, second] = files;
        expect(rerunFor(files)).toEqual([]);
        expect(rerunFor([first, { ...second, source: asset({ hash: "h" }) }])).toEqual([]);
        expect(rerunFor([{ ...first, content: "other" }, second])).toEqual(["files"]);
        expect(rerunFor([{ ...first, content: UNKNOWN }, second])).toEqual(["files"]);
        expect(rerunFor([first, { ...second, source: asset({ hash: "i" }) }])).toEqual(["files"]);
        expect(rerunFor([first, { ...second, mode: "0640" }])).toEqual(["files"]);
        expect(rerunFor([first])).toEqual(["files"]);
    });

    it("are recorded with the hashes of texts apart, and compared all the same, also with a state of before", () => {
        const files = [
            { remotePath: "/a", content: "text" },
            { remotePath: "/b", source: asset({ hash: "public", path: "local" }) },
            { remotePath: "/c", source: asset({ hash: "of a text", text: "x" }) },
            { remotePath: "/d", source: archive({ hash: "of a tree", assets: { a: asset({ text: "y" }) } }) },
        ];
        const news = { ...GIVEN, files };
        const recorded = withSeparateHashes(news);
        expect(recorded.files).toEqual([
            { remotePath: "/a" },
            { remotePath: "/b", hash: "public" },
            { remotePath: "/c" },
            { remotePath: "/d" },
        ]);
        expect(recorded.__secretHashes).toEqual([
            expect.stringMatching(/^[0-9a-f]{64}$/),
            "",
            "of a text",
            "of a tree",
        ]);
        const before = { ...GIVEN, files: withoutContents(files) };
        const hidden = withHiddenHashes(before);
        expect(JSON.stringify(hidden.files)).not.toContain("hash");
        for (const olds of [recorded, before, hidden]) {
            expect(compareInputs(olds, news).rerun).toEqual([]);
            for (const changed of files) {
                const others = files.filter((file) => file !== changed);
                const rest = { ...GIVEN, files: [...others, { ...changed, content: "other", source: undefined }] };
                expect(compareInputs(olds, rest).rerun).toEqual(["files"]);
            }
        }
        expect(withSeparateHashes({ ...GIVEN, files: [files[1]] })).not.toHaveProperty("__secretHashes");
    });

    it("are parsed with their origin, and without it as they are recorded", () => {
        const nested = archive({ assets: { "a/b": asset({ text: "" }), c: archive({ uri: "https://c" }) } });
        const sources = [
            asset({ path: "p" }),
            asset({ uri: "u" }),
            archive({ path: "d" }),
            nested,
            asset({ hash: "h" }),
        ];
        const parsed = parseFiles(sources.map((source) => ({ remotePath: "/r", source, mode: "0640" })));
        expect(parsed.map(({ source }) => source)).toEqual([
            { kind: "path", path: "p" },
            { kind: "uri", uri: "u" },
            { kind: "archive-path", path: "d" },
            {
                kind: "assets",
                entries: [
                    ["a/b", { kind: "text", text: "" }],
                    ["c", { kind: "archive-uri", uri: "https://c" }],
                ],
            },
            undefined,
        ]);
        expect(parsed[2]).toMatchObject({ argumentPath: "files[2]", mode: 0o640, onDelete: "keep" });
    });
});
