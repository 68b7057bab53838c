import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/imports";

/** What a document shows between two fences. */
export interface Snippet {
    /** `README.md:57` */
    readonly place: string;
    readonly document: string;
    /** Empty where the fence names none: what a program prints. */
    readonly language: string;
    readonly text: string;
}

/** The pages about the plugin, for programs in any language: their snippets are read by test/plugin/documents.test.ts. */
export const PLUGIN_PAGES = ["docs/_index.md", "docs/installation-configuration.md"];

/** Every snippet of the other documents for users, as it is printed. */
export const snippets: readonly Snippet[] = globSync(["README.md", "{docs,lab}/*.md", "examples/*/*.md"], { cwd: root })
    .filter((document) => !PLUGIN_PAGES.includes(document))
    .toSorted()
    .flatMap(snippetsIn);

/** Those of one document. */
export function snippetsIn(document: string): Snippet[] {
    const text = readFileSync(join(root, document), "utf8");
    return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ 1: language = "", 2: shown = "", index }) => {
        const line = text.slice(0, index).split("\n").length + 1;
        return { place: `${document}:${line}`, document, language, text: shown };
    });
}

/** The snippets of a document in a language. */
export function snippetsOf(document: string, language: string): Snippet[] {
    return snippets.filter((snippet) => snippet.document === document && snippet.language === language);
}

/** The text of the one snippet of a document that contains these words. */
export function snippetWith(document: string, words: string): string {
    const found = snippets.filter((snippet) => snippet.document === document && snippet.text.includes(words));
    const [only] = found;
    if (only === undefined || found.length > 1) {
        throw new Error(`${document} has ${found.length} snippets with "${words}", and should have one`);
    }
    return only.text;
}
