import { describe, expect, test } from "vitest";
import { SIGNATURE_KEY, UNKNOWN_VALUE } from "../../../provider/base/pulumi-signatures";
import { findJsonError } from "../../../provider/state/find-json-error";
import { LARGEST_VALUES_BYTES, parseValues } from "../../../provider/state/parse-values";
import { printBadValues } from "../../../provider/state/values";
import fc from "../../support/property";

const parse = (text: string | Buffer) => parseValues(Buffer.from(text as string));

describe("lines", () => {
    test("give a value each, of which the last one of a name counts", () => {
        expect(parse("a=1\n_b2=x = y\n\nempty=\na=2<<3")).toEqual({
            values: { a: "2<<3", _b2: "x = y", empty: "" },
            bad: [],
        });
        expect(parse("")).toEqual({ values: {}, bad: [] });
        expect(parse("\n \n").bad).toHaveLength(1);
    });

    test("of several lines end at the word alone, and are kept as they are", () => {
        const text = "key<<EOF=1\n-----BEGIN-----\n EOF=1\nx=y\n\nEOF=1\nafter=1\nnone<<E\nE\n";
        expect(parse(text)).toEqual({
            values: { key: "-----BEGIN-----\n EOF=1\nx=y\n", after: "1", none: "" },
            bad: [],
        });
    });

    test("may end as on Windows, and begin with a byte order mark", () => {
        expect(parse("\uFEFFa=1\r\nb<<E\r\none\r\ntwo\r\nE\r\n\r\n").values).toEqual({ a: "1", b: "one\ntwo" });
        expect(parse("b<<E\none\r\nE\n").values).toEqual({ b: "one\r" });
    });

    test.each([
        ["a=1\nnot a line with secret\nb=2\n", [2]],
        ["1a=secret\nb=2\na=1\n", [1]],
        ["a b=secret\nb=2\na=1\n", [1]],
        ["a<<\nb=2\na=1\n", [1]],
        ["a=1\nb=2\n__proto__=secret\n", [3]],
        ["a=1\nb=2\nc=\0secret\n", [3]],
        ["a=1\nb=2\n=secret\n\tx=secret\n<<E\n", [3, 4, 5]],
        ["a=1\nb=2\nc<<EOF\nsecret\n", [3]],
        [`a=1\nc=${UNKNOWN_VALUE}\nb=2\n`, [2]],
        [`a=1\nc<<END\n${UNKNOWN_VALUE}\nEND\nb=2\n`, [2]],
        ["a=1\nc=1c4a061d-8072-4f0a-a4cb-0ff528b18fe7\nb=2\n", [2]],
        ["a=1\nc<<EOF\nse\0cret\nEOF\nb=2\n", [2]],
    ])("that are none are told by number, and the others are kept: %j", (text, numbers) => {
        const parsed = parse(text);
        expect(parsed.bad.map(({ line }) => line)).toEqual(numbers);
        expect({ ...parsed.values }).toEqual({ a: "1", b: "2" });
        expect(printBadValues(parsed)).not.toContain("secret");
    });

    test("that are not UTF-8 are bad ones", () => {
        const parsed = parse(Buffer.concat([Buffer.from("a=1\nb="), Buffer.from([0xff]), Buffer.from("\nc=ü")]));
        expect(parsed).toEqual({ values: { a: "1", c: "ü" }, bad: [{ line: 2, why: "is not UTF-8" }] });
    });

    test("of any text that a script may print between two words come back as they are", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary", maxLength: 200 }), (raw) => {
                const text = raw.replaceAll(/[\0\r]|\p{Surrogate}/gu, "");
                expect(parse(`v<<__END__\n${text}\n__END__\n`).values).toEqual({ v: text });
            }),
        );
    });

    test("together have at most 1 MiB", () => {
        expect(parse(`a=${"x".repeat(LARGEST_VALUES_BYTES - 2)}`).bad).toEqual([]);
        expect(parse(`a=${"x".repeat(LARGEST_VALUES_BYTES - 1)}`)).toEqual({
            values: {},
            bad: [{ line: undefined, why: "has more than 1048576 bytes" }],
        });
    });
});

describe("a JSON object", () => {
    test("gives any values", () => {
        expect(parse(' \n{"a": {"b": [1, null, "x"]}, "n": 1.5, "a2": false, "n": 2}\n')).toEqual({
            values: { a: { b: [1, null, "x"] }, n: 2, a2: false },
            bad: [],
        });
    });

    test("that is no value is reported by line, without its text", () => {
        const parsed = parse('{"a": 1,\n "secret": secret\n}');
        expect(parsed).toEqual({ values: {}, bad: [{ line: 2, why: "is where the JSON is not valid" }] });
        expect(parse("{").bad).toEqual([{ line: 1, why: "is where the JSON is not valid" }]);
        expect(parse('{"a":1}\n{"b":2}').bad).toEqual([{ line: 2, why: "is where the JSON is not valid" }]);
    });

    test("keeps what can be kept", () => {
        const deep = `${"[".repeat(40)}${"]".repeat(40)}`;
        const text = `{"ok": 1, "a-b": "secret", "mark": {"${SIGNATURE_KEY}": "x"}, "deep": ${deep}, "big": 1e999, "__proto__": {}, "in": {"__proto__": 1}}`;
        const { values, bad } = parse(text);
        expect(values).toEqual({ ok: 1 });
        expect(bad.map(({ why }) => why)).toEqual([
            "has a member, number 2, whose name is not made of letters, digits and _",
            "has a value, mark, that holds a name or a text that Pulumi or JavaScript keeps for itself",
            "has a value, deep, that is nested deeper than 32 levels",
            "has a value, big, that holds a number that is too large",
            "has a member, number 6, whose name is not made of letters, digits and _",
            "has a value, in, that holds a name or a text that Pulumi or JavaScript keeps for itself",
        ]);
        expect(parse(`{"a": ${"[".repeat(400_000)}`).bad).toHaveLength(1);
        expect(parse(`{"a": ${"[".repeat(400_000)}${"]".repeat(400_000)}}`).bad).toHaveLength(1);
    });

    test("is what JSON.parse takes for one", () => {
        const parts = fc.constantFrom(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            '"a"',
            '"\\u00e9\x7f"',
            '"\\x"',
            "-0.5e3",
            "01",
            "true",
            "nul",
            " ",
            "\n",
        );
        const mutated = fc.tuple(fc.json(), fc.nat(), parts).map(([json, at, part]) => {
            const place = at % (json.length + 1);
            return json.slice(0, place) + part + json.slice(place);
        });
        const text = fc.oneof(
            fc.json(),
            mutated,
            fc.array(parts, { maxLength: 12 }).map((list) => list.join("")),
        );
        fc.assert(
            fc.property(text, (json) => {
                let isJson = true;
                try {
                    JSON.parse(json);
                } catch {
                    isJson = false;
                }
                expect(findJsonError(json) === undefined).toBe(isJson);
            }),
            { numRuns: 2000 },
        );
    });
});
