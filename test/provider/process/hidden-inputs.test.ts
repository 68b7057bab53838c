import { describe, expect, test } from "vitest";
import { readHiddenInputs, withHiddenInputs, withKeptMarks } from "../../../provider/process/hidden-inputs";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test("hidden inputs are read as the program's side sends them", () => {
    const request = readHiddenInputs({
        __urn: "urn:pulumi:stack::project::type::name",
        __organization: "acme",
        __secretPaths: ["create"],
        __secretOutputs: ["stdout"],
        __customTimeouts: { create: "5m", delete: "+30s", read: "not a duration" },
        create: "true",
    });
    expect(request).toEqual({
        urn: "urn:pulumi:stack::project::type::name",
        organization: "acme",
        secretPaths: ["create"],
        secretOutputs: ["stdout"],
        timeLimits: { createMs: 300_000, updateMs: undefined, deleteMs: 30_000, readMs: undefined },
        isPreview: false,
    });
});

test("a program of an old release sends none", () => {
    expect(readHiddenInputs({ create: "true" })).toEqual({
        urn: undefined,
        organization: undefined,
        secretPaths: [],
        secretOutputs: [],
        timeLimits: { createMs: undefined, updateMs: undefined, deleteMs: undefined, readMs: undefined },
        isPreview: false,
    });
});

test.each([[UNKNOWN], [[UNKNOWN]], ["connection"], [{ 0: "connection" }], [[5]]])(
    "of marks such as %j nobody knows which arguments are secret",
    (__secretPaths) => {
        expect(readHiddenInputs({ __secretPaths }).secretPaths).toBeUndefined();
    },
);

test("what is of another type counts as not sent", () => {
    const request = readHiddenInputs({
        __urn: 5,
        __organization: {},
        __customTimeouts: UNKNOWN,
        __secretOutputs: UNKNOWN,
    });
    expect(request).toMatchObject({
        urn: undefined,
        organization: undefined,
        secretOutputs: [],
        timeLimits: { createMs: undefined },
    });
});

describe("what a door adds in place of the program's side", () => {
    test("is the paths of secrets, and the organization of before; what the program hides is left out", () => {
        const news = { create: "true", __urn: "forged", __secretPaths: ["forged"] };
        expect(
            withHiddenInputs(news, { secretPaths: ["create"], olds: { __organization: "acme", __urn: "old" } }),
        ).toEqual({
            create: "true",
            __organization: "acme",
            __secretPaths: ["create"],
        });
    });

    test("keeps the earlier marks if changes are ignored", () => {
        const news = { __secretPaths: ["environment", "stdin", "environments", "files[0].content"] };
        const olds = { __secretPaths: ["stdin", "create"] };
        expect(withKeptMarks(news, olds, [])).toEqual(news);
        expect(withKeptMarks(news, olds, ["environment", "files"])).toEqual({
            __secretPaths: ["stdin", "environments"],
        });
        expect(withKeptMarks(news, olds, ["environment.A", "create"])).toEqual({
            __secretPaths: ["stdin", "environments", "files[0].content", "create"],
        });
    });

    test.each([
        ["*", ["stdin"]],
        ["files[*].content", ["environment", 'connection["proxy"]', "stdin"]],
        ["files[*]", ["environment", 'connection["proxy"]', "stdin"]],
        ["files[1].content", ["environment", "files[0].content", 'connection["proxy"]', "stdin"]],
        ["connection.proxy", ["environment", "files[0].content", "stdin"]],
        ["environment[*]", ["files[0].content", 'connection["proxy"]', "stdin"]],
    ])("knows what is ignored by %s", (ignored, kept) => {
        const news = { __secretPaths: ["environment", "files[0].content", 'connection["proxy"]', "stdin"] };
        const marks = withKeptMarks(news, { __secretPaths: ["stdin"] }, [ignored]).__secretPaths;
        expect(marks).toEqual(kept);
    });
});
