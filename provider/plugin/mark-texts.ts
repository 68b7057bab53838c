import { isTextSource } from "../inputs";
import { asSecret } from "../state";

/**
 * Arguments with every text in `files` marked secret, since the engine keeps texts in state: contents, string assets, and
 * archives that may hold some. No SDK does it for the program, as ours for TypeScript does.
 */
export function withTextsMarked(checked: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { files } = checked;
    return { ...checked, ...(Array.isArray(files) && { files: files.map(markEntry) }) };
}

function markEntry(entry: unknown): unknown {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
        return entry;
    }
    const { content, source } = entry as Record<string, unknown>;
    return {
        ...entry,
        ...(typeof content === "string" && { content: asSecret(content) }),
        ...(isTextSource(source) && { source: asSecret(source) }),
    };
}
