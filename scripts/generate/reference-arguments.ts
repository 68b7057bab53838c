import type { Expectation } from "../../provider/inputs/checker";
import type { ArgumentRow } from "../../provider/inputs/property-row";
import { markdownTable } from "./markdown-table";

/** The part of the page about some arguments: a table of all of them, then a section for each. */
export function argumentChapter(prefix: string, rows: readonly ArgumentRow[]): string {
    const table = markdownTable(
        [
            ["Argument", ({ name }) => `[\`${name}\`](#${anchor(prefix + name)})`],
            ["Type", ({ type }) => type],
            ["Default", defaultOf],
            ["Change", ({ change }) => change],
        ],
        rows,
    );
    return [table, ...rows.map((row) => section(prefix, row))].join("\n");
}

function section(prefix: string, row: ArgumentRow): string {
    const facts = [
        `Type: ${row.type}`,
        `Default: ${defaultOf(row)}`,
        `Change: ${row.change}`,
        ...(row.expectation === undefined ? [] : [`Must be: ${limits(row.expectation)}`]),
        ...(row.secret ? ["Secret: always, whether or not the program marks it"] : []),
        ...(row.hidesOutput
            ? ["If the program marks it secret: no output is shown while scripts run; it is in state, encrypted"]
            : []),
    ];
    return `### \`${prefix}${row.name}\`\n\n${row.doc}\n\n${facts.map((fact) => `- ${fact}\n`).join("")}`;
}

function defaultOf({ required, defaultText }: ArgumentRow): string {
    return required ? "required" : (defaultText ?? "none");
}

function limits({ expected, example }: Expectation): string {
    const quoted = example.startsWith('"') ? example.replaceAll(/"[^"]*"/g, "`$&`") : `\`${example}\``;
    return `${expected}, such as ${quoted}`;
}

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
    return heading.toLowerCase().replace(/[^a-z0-9 -]/g, "");
}
