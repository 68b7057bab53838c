import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { OUTPUT_NAMES } from "../../provider/base/property-facts";
import { argumentRows, connectionRows, fileRows, outputRows, runRows } from "../../provider/inputs";
import { ARGUMENT_NAMES } from "../../sdk/argument-names";
import { WORKSPACE } from "./built-package";

interface Documented {
    readonly doc: string;
    readonly defaultText: string | undefined;
    readonly optional: boolean;
}

const members = readMembers();

function readMembers(): Map<string, Map<string, Documented>> {
    const folder = join(WORKSPACE, "sdk");
    const found = new Map<string, Map<string, Documented>>();
    const bases = new Map<string, string>();
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".ts"))) {
        const text = readFileSync(join(folder, name), "utf8");
        const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
        for (const statement of source.statements) {
            if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) {
                const name = statement.name?.text ?? "";
                found.set(name, membersOf(statement));
                bases.set(name, statement.heritageClauses?.[0]?.types[0]?.expression.getText() ?? "");
            }
        }
    }
    const withInherited = (name: string): [string, Documented][] =>
        found.has(name) ? [...withInherited(bases.get(name) ?? ""), ...(found.get(name) ?? [])] : [];
    return new Map([...found.keys()].map((name) => [name, new Map(withInherited(name))]));
}

function membersOf(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): Map<string, Documented> {
    const properties = [...declaration.members].filter(
        (member) => ts.isPropertySignature(member) || ts.isPropertyDeclaration(member),
    );
    return new Map(properties.map((property) => [property.name.getText(), documentationOf(property)]));
}

function documentationOf(property: ts.PropertySignature | ts.PropertyDeclaration): Documented {
    const comments = ts.getJSDocCommentsAndTags(property).filter(ts.isJSDoc);
    const tag = ts.getJSDocTags(property).find(({ tagName }) => tagName.text === "default");
    return {
        doc: oneLine(ts.getTextOfJSDocComment(comments.at(-1)?.comment)),
        defaultText: tag === undefined ? undefined : oneLine(ts.getTextOfJSDocComment(tag.comment)),
        optional: property.questionToken !== undefined,
    };
}

function oneLine(text: string | undefined): string {
    return (text ?? "").replace(/\s+/g, " ").trim();
}

const hoverText = (rows: readonly { name: string; doc: string; defaultText?: string | undefined }[]) =>
    Object.fromEntries(rows.map(({ name, doc, defaultText }) => [name, { doc, defaultText }]));

function hoverTextOf(typeName: string) {
    const documented = [...(members.get(typeName) ?? [])];
    return Object.fromEntries(documented.map(([name, { doc, defaultText }]) => [name, { doc, defaultText }]));
}

describe("hover text", () => {
    it.each([
        ["InstanceConnectCommandArgs", hoverText(argumentRows)],
        ["ConnectionArgs", hoverText(connectionRows)],
        ["FileArgs", hoverText(fileRows)],
        ["RunInfo", hoverText(runRows)],
        ["InstanceConnectCommand", hoverText([...argumentRows, ...outputRows])],
    ])("of %s is what the table of properties says, for each property and no other", (typeName, expected) => {
        expect(hoverTextOf(typeName)).toEqual(expected);
    });

    it("is there for every property of the table, in whole sentences", () => {
        for (const row of [...argumentRows, ...connectionRows, ...fileRows, ...outputRows, ...runRows]) {
            expect(row.doc, row.name).toMatch(/^[A-Z`].*\.$/s);
        }
    });

    it("marks as optional what the check does not require", () => {
        const optional = (typeName: string) =>
            [...(members.get(typeName) ?? [])].map(([name, member]) => [name, member.optional]);
        expect(optional("InstanceConnectCommandArgs")).toEqual(argumentRows.map((row) => [row.name, !row.required]));
        expect(optional("ConnectionArgs")).toEqual(connectionRows.map((row) => [row.name, !row.required]));
    });
});

it("knows every argument and output that the class declares", () => {
    expect([...ARGUMENT_NAMES, ...OUTPUT_NAMES].sort()).toEqual(
        [...(members.get("InstanceConnectCommand")?.keys() ?? [])].sort(),
    );
});
