import { describe, expect, it } from "vitest";
import { checkInputs, compareInputs, parseInputs, runIdentityOf } from "../../../provider/inputs";

const GIVEN = { instanceId: "i-0123456789abcdef0" };
const parsed = (create: string) => parseInputs({ ...GIVEN, create }).create;

describe("a script from a checkout on Windows", () => {
    it("has LF in place of CRLF if all lines end so, and no byte order mark", () => {
        expect(parsed("\ufeff#!/bin/sh\r\necho a\r\n")).toBe("#!/bin/sh\necho a\n");
        expect(parsed("echo a\r\necho b")).toBe("echo a\necho b");
        expect(parsed("\r\n\r\necho")).toBe("\n\necho");
    });

    it("is left as it is if only some do, or if a CR is something else", () => {
        for (const script of ["echo a\r\necho b\n", "\necho\r\n", "printf 'a\rb'\n", "a\r\r\n\n", "echo\r"]) {
            expect(parsed(script)).toBe(script);
        }
    });

    it("is the same script: no change, and no other run", () => {
        const unix = { ...GIVEN, create: "echo a\n", update: "b\nc", delete: "d\n" };
        const windows = { ...GIVEN, create: "\ufeffecho a\r\n", update: "b\r\nc", delete: "d\r\n" };
        const none = { replace: [], rerun: [], record: [] };
        expect(compareInputs(unix, windows)).toEqual(none);
        expect(compareInputs(windows, unix)).toEqual(none);
        expect(runIdentityOf(windows)).toEqual(runIdentityOf(unix));
        expect(compareInputs(unix, { ...windows, create: "echo a\r\nb\n" }).rerun).toEqual(["create"]);
    });

    it("is empty with nothing but a byte order mark", () => {
        expect(checkInputs({ ...GIVEN, create: "\ufeff\r\n" }).map(({ property }) => property)).toEqual(["create"]);
    });

    it("leaves stdin and the contents of files byte for byte", () => {
        const text = "\ufeffa\r\n";
        const { stdin, files } = parseInputs({ ...GIVEN, stdin: text, files: [{ remotePath: "/a", content: text }] });
        expect([stdin, files[0]?.source]).toEqual([text, { kind: "text", text }]);
    });
});
