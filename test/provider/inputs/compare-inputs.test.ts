import { describe, expect, it } from "vitest";
import { argumentRows, compareInputs } from "../../../provider/inputs";
import fc from "../../support/property";
import { UNKNOWN } from "./values";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };
const NOTHING = { replace: [], rerun: [], record: [] };

const changesOf = (olds: Record<string, unknown>, news: Record<string, unknown>) =>
    compareInputs({ ...GIVEN, ...olds }, { ...GIVEN, ...news });

describe("the comparison with what is recorded", () => {
    it("sorts what changed by what the change means, in the order of the table", () => {
        const changes = compareInputs(
            {},
            Object.fromEntries(argumentRows.map(({ name }) => [name, name === "connection" ? { port: 1 } : "value"])),
        );
        expect(changes).toEqual({
            replace: ["instanceId"],
            rerun: [
                "create",
                "update",
                "files",
                "interpreter",
                "environment",
                "stdin",
                "workingDirectory",
                "runAs",
                "triggers",
            ],
            record: [
                "delete",
                "read",
                "unless",
                "creates",
                "waitForCloudInit",
                "reboot",
                "fetch",
                "secretValues",
                "retry",
                "exclusive",
                "acceptedExitCodes",
                "commandTimeout",
                "onInterrupt",
                "maxOutput",
                "logging",
                "addPreviousOutputInEnv",
                "connection",
            ],
        });
    });

    it("finds a change at any depth, and the removal of an argument", () => {
        expect(changesOf({ triggers: [{ a: [1, 2] }] }, { triggers: [{ a: [1, 3] }] })).toEqual({
            ...NOTHING,
            rerun: ["triggers"],
        });
        expect(changesOf({ environment: { A: "a" } }, { environment: { B: "a" } }).rerun).toEqual(["environment"]);
        expect(changesOf({ update: "true" }, {}).rerun).toEqual(["update"]);
        expect(changesOf({ triggers: ["1"] }, { triggers: [1] }).rerun).toEqual(["triggers"]);
        expect(changesOf({ triggers: [[]] }, { triggers: [{}] }).rerun).toEqual(["triggers"]);
        expect(changesOf({ triggers: [1] }, { triggers: [1, null] }).rerun).toEqual(["triggers"]);
    });

    it("sees no change in outputs, hidden inputs and another provider text", () => {
        const olds = { stdout: "a", run: {}, hostKeys: ["x"], __provider: "old", __urn: "urn", __state: 1 };
        expect(
            changesOf(olds, { __provider: "new", __urn: "other", __new: UNKNOWN, __secretPaths: ["create"] }),
        ).toEqual(NOTHING);
    });

    it("sees no difference between undefined, null and nothing, at any depth", () => {
        expect(changesOf({ update: null, delete: undefined }, { stdin: null })).toEqual(NOTHING);
        expect(changesOf({ connection: { port: 1, osUser: null } }, { connection: { port: 1 } })).toEqual(NOTHING);
    });

    it("sees no difference between nothing and an empty list, map or text that means the same", () => {
        const empty = { environment: {}, stdin: "", triggers: [], connection: {} };
        expect(changesOf({}, empty)).toEqual(NOTHING);
        expect(changesOf(empty, {})).toEqual(NOTHING);
        expect(changesOf({}, { update: "" }).rerun).toEqual(["update"]);
    });

    it("fills in no default, so that another default in a later version is no change", () => {
        expect(changesOf({}, { commandTimeout: "1h" }).record).toEqual(["commandTimeout"]);
        expect(changesOf({ logging: "none" }, { logging: "none" })).toEqual(NOTHING);
    });

    it("takes an unknown value for a change, at any depth", () => {
        expect(changesOf({ create: "true" }, { create: UNKNOWN }).rerun).toEqual(["create"]);
        expect(changesOf({ environment: { A: "a" } }, { environment: { A: UNKNOWN } }).rerun).toEqual(["environment"]);
        expect(changesOf({ triggers: [UNKNOWN] }, { triggers: [UNKNOWN] }).rerun).toEqual(["triggers"]);
        expect(changesOf({}, { instanceId: UNKNOWN }).replace).toEqual(["instanceId"]);
        expect(changesOf({}, { connection: { hostKeys: [UNKNOWN] } }).record).toEqual(["connection"]);
    });

    it("knows an asset by its content, which is all that state has of it", () => {
        const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", hash: "abc" };
        expect(changesOf({ triggers: [asset] }, { triggers: [{ ...asset, path: "./a" }] })).toEqual(NOTHING);
        expect(changesOf({ triggers: [asset] }, { triggers: [{ ...asset, hash: "abd" }] }).rerun).toEqual(["triggers"]);
    });

    it("is none against the same values, whatever they are", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.string()), (trigger, environment) => {
                const args = { triggers: [trigger], environment };
                expect(changesOf(args, structuredClone(args))).toEqual(NOTHING);
            }),
        );
    });
});
