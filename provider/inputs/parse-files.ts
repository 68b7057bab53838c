import { entryPath } from "../base/property-path";
import { hashOf } from "./asset";
import { fileRows } from "./file-rows";
import type { FileSource } from "./file-source";
import { type ParsedRows, parseRows } from "./parse-rows";

type Raw = Record<string, unknown>;
type ParsedFile = ParsedRows<(typeof fileRows)[number]>;

/** One entry of `files`. */
export interface FileInput extends Omit<ParsedFile, "content" | "source"> {
    /** Where the program wrote it, such as `files[2]`. */
    readonly argumentPath: string;
    /** What `content` or `source` gave; undefined in what state recorded. */
    readonly source: FileSource | undefined;
}

/** The entries of `files` with what they have in common filled in. */
export function parseFiles(value: unknown): readonly FileInput[] {
    return Object.freeze(listOfFiles(value).map(parseFile));
}

function parseFile(raw: Raw, index: number): FileInput {
    const { content, source, ...rest } = parseRows(fileRows, raw);
    return Object.freeze({
        ...rest,
        argumentPath: entryPath("files", index),
        source: content === undefined ? source : ({ kind: "text", text: content } as const),
    });
}

/** The entries of `files` as they are compared: the hash of each content in place of the content. */
export function withoutContents(value: unknown): unknown {
    if (!Array.isArray(value)) {
        return value;
    }
    return listOfFiles(value).map(({ content, source, ...kept }) => {
        const hash = hashOf(content, source) ?? kept.hash;
        return hash === undefined ? kept : { ...kept, hash };
    });
}

/** The entries of a list whose shape is not known; one that is no object counts as empty. */
export function listOfFiles(value: unknown): Raw[] {
    return Array.isArray(value) ? value.map((entry) => (typeof entry === "object" && entry !== null ? entry : {})) : [];
}
