import { sourceError } from "../source-errors";

/**
 * A name in a source as text. @throws {ProviderError} `FILE_NAME_NOT_UTF8`: one in another encoding can't be a key of state,
 * nor be shown.
 */
export function decodeName(bytes: Buffer, source: string): string {
    const name = bytes.toString("utf8");
    if (!Buffer.from(name).equals(bytes)) {
        throw sourceError("FILE_NAME_NOT_UTF8", `A name in ${source} is not UTF-8: ${JSON.stringify(name)}.`, [
            "Rename it.",
        ]);
    }
    return name;
}
