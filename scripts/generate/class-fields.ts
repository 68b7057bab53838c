import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hoverText } from "./hover-text";
import { argumentRows, outputRows } from "./rows";

const PATH = "sdk/instance-connect-command.ts";
const BEGIN = "    // Generated from the table in provider/inputs/ by `npm run generate`, from here on: do not edit.\n";
const END = "    // Up to here.\n";

/** The file of the resource's class with the fields that it declares between the two marks; the rest is written by hand. */
export function classFileWithFields(root: string): { path: string; text: string } {
    const text = readFileSync(join(root, PATH), "utf8");
    const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
    if (begin < 0 || end < begin) {
        throw new Error(`${PATH} has lost the marks of its generated part`);
    }
    return { path: PATH, text: text.slice(0, begin + BEGIN.length) + declareFields() + text.slice(end) };
}

function declareFields(): string {
    const fields = [
        ...argumentRows.map(({ name, outputType, required, doc, defaultText }) => ({
            name,
            type: required ? outputType : `${outputType} | undefined`,
            comment: hoverText(doc, defaultText),
        })),
        ...outputRows.map(({ name, type, doc }) => ({ name, type, comment: hoverText(doc) })),
    ];
    return fields
        .map(({ name, type, comment }) => `${comment}\n    declare readonly ${name}: pulumi.Output<${type}>;\n\n`)
        .join("");
}
