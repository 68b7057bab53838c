import { describe, expect, it } from "vitest";
import {
    argumentRows,
    assumeRoleRows,
    connectionRows,
    fetchRows,
    fileRows,
    parseInputs,
    retryRows,
    secretValuesOf,
} from "../../../provider/inputs";

const rows = [...argumentRows, ...connectionRows, ...assumeRoleRows, ...fileRows, ...fetchRows, ...retryRows];
const withDefault = rows.filter(({ defaultValue }) => defaultValue !== undefined);

describe("a row of the table", () => {
    it.each(withDefault)("of $name has a default that its own check accepts, and shows it", (row) => {
        expect(row.check(row.defaultValue, row.name, () => false)).toEqual([]);
        expect(row.defaultText).toMatch(row.defaultValue === "" ? /^empty$/ : /^`.+`$/);
    });

    it.each(withDefault)("of $name parses nothing as its default, and null as nothing", (row) => {
        expect(row.parse(undefined)).toEqual(row.parse(row.defaultValue));
        expect(row.parse(null)).toEqual(row.parse(undefined));
    });

    it("makes nothing part of a run's identity whose change runs nothing", () => {
        const identifying = rows.filter(({ identifiesRun }) => identifiesRun);
        expect(identifying.filter(({ change }) => change !== "rerun")).toEqual([]);
    });

    it("is frozen", () => {
        expect(rows.every(Object.isFrozen)).toBe(true);
    });
});

describe("the values that are always secret", () => {
    it("are those of every secret row, and no others", () => {
        const connection = { osUser: "ubuntu", privateKey: "key", passphrase: "word" };
        const given = { environment: { A: "a", B: "b" }, stdin: "s", create: "script", connection };
        expect(secretValuesOf(parseInputs({ instanceId: "i-0123456789abcdef0", ...given }))).toEqual([
            "a",
            "b",
            "s",
            "key",
            "word",
        ]);
    });
});
