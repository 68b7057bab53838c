import { describe, expect, test } from "vitest";
import { changedArguments, compareInputs, findHidden } from "../../../provider/inputs";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
type Raw = Record<string, unknown>;
const changes = (olds: Raw, news: Raw, ...secret: (readonly string[] | undefined)[]) =>
    changedArguments(olds, news, findHidden(...secret));
const paths = (olds: Raw, news: Raw, ...secret: (readonly string[] | undefined)[]) =>
    changes(olds, news, ...secret).map(({ path }) => path);
const file = (remotePath: string, content = "a", more: Raw = {}) => ({ remotePath, content, ...more });

test("names entries of lists and members of objects, in the order of the table", () => {
    const olds = { create: "a", triggers: [1, { deep: "x" }], connection: { port: 22, via: { osUser: "a" } } };
    const news = { create: "b", triggers: [1, { deep: "y" }, 3], connection: { port: 23, via: { osUser: "b" } } };
    expect(paths(olds, news)).toEqual([
        "create",
        "triggers[1]",
        "triggers[2]",
        "connection.port",
        "connection.via.osUser",
    ]);
    expect(paths(news, news)).toEqual([]);
    expect(changes({}, { instanceId: "i", logging: "none" }).map(({ change }) => change)).toEqual([
        "replace",
        "record",
    ]);
});

test("finds what the comparison finds", () => {
    const news = { create: "b", environment: {}, files: [], triggers: [], unless: "" };
    const { replace, rerun, record } = compareInputs({ create: "a" }, news);
    const names = new Set(changes({ create: "a" }, news).map(({ name }) => name));
    expect([...names].sort()).toEqual([...replace, ...rerun, ...record].sort());
});

test("gives every value that differs a path of its own if that is asked for, and entries of files their place", () => {
    const olds = {
        triggers: [{ deep: { version: 1 }, same: 1 }],
        environment: { A: "1" },
        files: [file("/a"), file("/b"), file("/gone")],
    };
    const news = {
        triggers: [{ deep: { version: 2 }, same: 1 }, "new"],
        environment: { A: "2" },
        files: [file("/b"), file("/a", "changed")],
    };
    const deep = changedArguments(olds, news, findHidden([]), true);
    expect(deep.map(({ place }) => place)).toEqual([
        "files[1]",
        "files",
        "environment",
        "triggers[0].deep.version",
        "triggers[1]",
    ]);
});

describe("secrets", () => {
    test("of the package are named as a whole", () => {
        expect(paths({ environment: { A: "1" } }, { environment: { A: "2", B: UNKNOWN } })).toEqual(["environment"]);
    });

    test("of the program are named by what it marked, before or now, and nothing within", () => {
        const olds = { connection: { via: { osUser: "a" } }, triggers: [{ a: 1 }] };
        const news = { connection: { via: { osUser: "b" } }, triggers: [{ a: 2 }] };
        expect(paths(olds, news, ["connection.via", "triggers"])).toEqual(["triggers", "connection.via"]);
        expect(paths(olds, news, [], ["connection"])).toEqual(["triggers[0]", "connection"]);
        expect(paths(olds, news, [], undefined)).toEqual(["triggers", "connection"]);
    });

    test("in the path of a file leave its index", () => {
        const secret = ["files[0].remotePath"];
        expect(paths({ files: [] }, { files: [file("/hush"), file("/etc/b")] }, secret)).toEqual([
            "files[0]",
            'files["/etc/b"]',
        ]);
        expect(paths({ files: [file("/hush")] }, { files: [file("/b")] }, [], secret)).not.toContain('files["/hush"]');
    });
});

test("files go by their paths, wherever they stand in the list", () => {
    const [a, b, c] = [file("/a"), file("/b"), file("/c")];
    expect(paths({ files: [a, b] }, { files: [c, b, file("/a", "A")] })).toEqual(['files["/c"]', 'files["/a"]']);
    expect(paths({ files: [a, b] }, { files: [b] })).toEqual(['files["/a"]']);
    expect(paths({ files: [a, b] }, { files: [b, a] })).toEqual(["files"]);
    expect(paths({ files: [a] }, {})).toEqual(['files["/a"]']);
});

test("what is not known yet is listed separately", () => {
    const known = (olds: Raw, news: Raw) => changes(olds, news).map(({ path, isKnown }) => [path, isKnown]);
    expect(known({ triggers: [1, 2] }, { triggers: [UNKNOWN, 3] })).toEqual([
        ["triggers[0]", false],
        ["triggers[1]", true],
    ]);
    expect(known({ files: [file("/a")] }, { files: [file("/a", UNKNOWN), file(UNKNOWN)] })).toEqual([
        ['files["/a"]', false],
        ["files[1]", false],
    ]);
    expect(known({ create: "a" }, { create: UNKNOWN, files: UNKNOWN, environment: { A: UNKNOWN } })).toEqual([
        ["create", false],
        ["files", false],
        ["environment", false],
    ]);
});
