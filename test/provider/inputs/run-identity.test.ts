import { describe, expect, it } from "vitest";
import { argumentRows, compareInputs, runIdentityOf } from "../../../provider/inputs";
import fc from "../../support/property";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };
const identityOf = (args: Record<string, unknown>) => JSON.stringify(runIdentityOf({ ...GIVEN, ...args }));

const asset = (parts: Record<string, unknown>) => ({
    "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
    ...parts,
});

describe("the identity of a run", () => {
    it("has every argument whose change reruns, in the order of the table, but files", () => {
        const all = Object.fromEntries(argumentRows.map(({ name }) => [name, "value"]));
        const rerunning = argumentRows.filter(({ change, name }) => change === "rerun" && name !== "files");
        expect(runIdentityOf(all)).toEqual(rerunning.map(({ name }) => [name, "value"]));
        expect(rerunning.map(({ name }) => name)).toContain("update");
    });

    it("leaves out what is not given, what is empty if that means the same, and what is no argument", () => {
        const none = {
            update: null,
            runAs: undefined,
            stdin: "",
            environment: {},
            triggers: [],
            __urn: "u",
            stdout: "x",
        };
        expect(runIdentityOf({ ...GIVEN, ...none })).toEqual([["create", "true"]]);
        expect(identityOf({ update: "" })).not.toBe(identityOf({}));
    });

    it("does not depend on the order of keys, on keys without a value, or on the origin of an asset", () => {
        expect(identityOf({ environment: { A: "1", B: "2" } })).toBe(identityOf({ environment: { B: "2", A: "1" } }));
        expect(identityOf({ triggers: [{ a: 1, b: null }] })).toBe(identityOf({ triggers: [{ b: undefined, a: 1 }] }));
        expect(identityOf({ triggers: [asset({ hash: "h", path: "./a" })] })).toBe(
            identityOf({ triggers: [asset({ hash: "h" })] }),
        );
        expect(identityOf({ triggers: [0] })).toBe(identityOf({ triggers: [-0] }));
    });

    it("tells apart what a comparison tells apart", () => {
        const differing: [unknown, unknown][] = [
            [["1"], [1]],
            [[[]], [{}]],
            [[1], [1, null]],
            [[asset({ hash: "h" })], [asset({ hash: "i" })]],
            [[JSON.parse('{ "__proto__": "a" }')], [{}]],
            [[[["entries", []]]], [{ entries: [] }]],
            [[{ entries: [["a", 1]] }], [{ a: 1 }]],
        ];
        for (const [left, right] of differing) {
            expect(identityOf({ triggers: left })).not.toBe(identityOf({ triggers: right }));
        }
    });

    it("is the same exactly for arguments between which a comparison finds nothing to rerun", () => {
        const args = fc.record({
            triggers: fc.array(fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)), { maxLength: 2 }),
            environment: fc.dictionary(fc.constantFrom("A", "B", "__proto__"), fc.constantFrom("", "x"), {
                maxKeys: 2,
            }),
            stdin: fc.constantFrom("", "s", undefined),
        });
        fc.assert(
            fc.property(args, args, (left, right) => {
                const { rerun } = compareInputs({ ...GIVEN, ...left }, { ...GIVEN, ...right });
                expect(identityOf(left) === identityOf(right)).toBe(rerun.length === 0);
            }),
        );
    });
});
