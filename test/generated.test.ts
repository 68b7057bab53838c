import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REGISTERED_CODES } from "../provider/base/error-codes";
import { worded } from "../provider/base/words";
import {
    argumentRows,
    assumeRoleRows,
    connectionRows,
    fetchRows,
    fileRows,
    outputRows,
    retryRows,
    runRows,
    viaRows,
} from "../provider/inputs";
import { pulumiWords } from "../provider/process/pulumi-words";
import { generateFiles } from "../scripts/generate/index";
import { root } from "./support/imports";

const generated = generateFiles(root);
const textOf = (path: string) => generated.find((file) => file.path === path)?.text ?? "";

describe("what is generated from the table and the registry of errors", () => {
    it.each(generated)("$path is current; npm run generate makes it so", ({ path, text }) => {
        expect(readFileSync(join(root, path), "utf8")).toBe(text);
    });

    it("is all that repeats them: types, names, facts, the class, the reference and the page of errors", () => {
        expect(generated.map(({ path }) => path).sort()).toEqual([
            "docs/errors.md",
            "docs/reference.md",
            "provider/base/property-facts.ts",
            "provider/plugin/schema.json",
            "sdk/argument-names.ts",
            "sdk/connection-args.ts",
            "sdk/fetch-args.ts",
            "sdk/file-args.ts",
            "sdk/instance-connect-command-args.ts",
            "sdk/provider-text.ts",
            "sdk/recorded-arguments.ts",
            "sdk/retry-args.ts",
            "sdk/run-info.ts",
            "sdk/run-outputs.ts",
        ]);
    });
});

describe("the page of errors", () => {
    const rows = textOf("docs/errors.md")
        .split("\n")
        .filter((line) => line.startsWith("| `"));

    it.each(REGISTERED_CODES)("has all that the registry says of $code", ({ code, layer, ...row }) => {
        const words = pulumiWords((text) => `\`${text}\``);
        const [meaning, remedy] = [worded(row.meaning, words), worded(row.remedy, words)];
        const [line, ...others] = rows.filter((each) => each.startsWith(`| \`${code}\` |`));
        expect(others, "a code stands in one chapter only").toEqual([]);
        expect(line).toBe(`| \`${code}\` | ${layer} | ${meaning} | ${remedy} |`);
        expect([meaning, remedy].filter((text) => !/^[`A-Za-z].*[.]$/.test(text))).toEqual([]);
    });

    it("has nothing else", () => {
        expect(rows).toHaveLength(REGISTERED_CODES.length);
    });
});

describe("the reference page", () => {
    const page = textOf("docs/reference.md");
    const chapters = [
        { prefix: "", rows: argumentRows },
        { prefix: "connection.", rows: connectionRows },
        { prefix: "connection.via.", rows: viaRows },
        { prefix: "connection.assumeRole.", rows: assumeRoleRows },
        { prefix: "files[].", rows: fileRows },
        { prefix: "fetch[].", rows: fetchRows },
        { prefix: "retry.", rows: retryRows },
    ];
    const all = chapters.flatMap(({ prefix, rows }) => rows.map((row) => ({ ...row, path: prefix + row.name })));

    it.each(all)(
        "has the text, type, default and change of $path",
        ({ path, type, doc, defaultText, required, change, secret }) => {
            const [, rest = ""] = page.split(`\n### \`${path}\`\n`);
            const [section = ""] = rest.split("\n##");
            expect(section).toContain(doc);
            const shownDefault = required ? "required" : (defaultText ?? "none");
            expect(section).toContain(`- Type: ${type}\n- Default: ${shownDefault}\n- Change: ${change}\n`);
            expect(section.includes("- Secret: always")).toBe(secret);
        },
    );

    it("has every output, down to the fields of run", () => {
        const rows = [...outputRows.map((row) => ["", row] as const), ...runRows.map((row) => ["run.", row] as const)];
        const lines = page.split("\n");
        expect(rows.length).toBeGreaterThan(20);
        for (const [prefix, { name, doc }] of rows) {
            const line = lines.find((text) => text.startsWith(`| \`${prefix}${name}\` |`));
            expect(line, name).toContain(`| ${doc} |`);
        }
    });

    it("links to headings that it has", () => {
        const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
            heading
                .toLowerCase()
                .replace(/[^a-z0-9 -]/g, "")
                .replaceAll(" ", "-"),
        );
        expect(new Set(anchors).size).toBe(anchors.length);
        const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = ""]) => anchor);
        expect(links.length).toBeGreaterThan(30);
        expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
    });
});
