import { expect, test } from "vitest";
import { readHiddenInputs } from "../../../provider/process/hidden-inputs";

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
