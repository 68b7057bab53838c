import { entryPath } from "../base/property-path";
import { hashOf, sourceOf } from "./asset";
import type { FileInput } from "./inputs";

type Raw = Record<string, unknown>;

/** The entries of `files` with what they have in common filled in. */
export function parseFiles(value: unknown): readonly FileInput[] {
    return Object.freeze(listOfFiles(value).map(parseFile));
}

function parseFile(raw: Raw, index: number): FileInput {
    const mode = textOf(raw, "mode");
    return Object.freeze<FileInput>({
        argumentPath: entryPath("files", index),
        remotePath: textOf(raw, "remotePath") ?? "",
        source: typeof raw.content === "string" ? { kind: "text", text: raw.content } : sourceOf(raw.source),
        mode: mode === undefined ? undefined : Number.parseInt(mode, 8),
        owner: textOf(raw, "owner"),
        group: textOf(raw, "group"),
        onDelete: raw.onDelete === "remove" ? "remove" : "keep",
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

function textOf(raw: Raw, name: string): string | undefined {
    const value = raw[name];
    return typeof value === "string" ? value : undefined;
}
