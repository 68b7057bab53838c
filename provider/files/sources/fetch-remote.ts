import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { fileURLToPath } from "node:url";
import { sourceError } from "../file-errors";

/**
 * The bytes behind an http, https or file address.
 * @throws {ProviderError} `FILE_SOURCE_UNREADABLE`: nobody answered, or not with the content.
 */
export async function fetchRemote(uri: string): Promise<Readable> {
    const scheme = uri.split(":", 1)[0]?.toLowerCase();
    if (scheme === "file") {
        return createReadStream(fileURLToPath(uri));
    }
    if (scheme !== "http" && scheme !== "https") {
        throw sourceError("FILE_SOURCE_UNREADABLE", `${nameOfAddress(uri)} has a scheme that is not supported.`, [
            "Use http, https or file.",
        ]);
    }
    let answer: Response;
    try {
        answer = await fetch(uri);
    } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw sourceError("FILE_SOURCE_UNREADABLE", `${nameOfAddress(uri)} could not be fetched: ${cause}.`);
    }
    if (!answer.ok || answer.body === null) {
        await answer.body?.cancel();
        throw sourceError("FILE_SOURCE_UNREADABLE", `${nameOfAddress(uri)} answered with status ${answer.status}.`);
    }
    return Readable.fromWeb(answer.body as ReadableStream);
}

/** An address without what may be secret in it: user, password and query. */
export function nameOfAddress(uri: string): string {
    try {
        const { protocol, host, pathname } = new URL(uri);
        return `${protocol}//${host}${pathname}`;
    } catch {
        return "the address";
    }
}
