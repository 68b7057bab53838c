import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type HttpAnswer, httpGet } from "../../base/http-get";

import { sourceError } from "../source-errors";

/**
 * The bytes behind an http, https or file address; the first two through the environment's proxies.
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
    let answer: HttpAnswer;
    try {
        answer = await httpGet(uri, process.env);
    } catch (error) {
        throw fetchError(uri, error);
    }
    if (answer.status < 200 || answer.status > 299) {
        answer.body.destroy();
        throw sourceError("FILE_SOURCE_UNREADABLE", `${nameOfAddress(uri)} answered with status ${answer.status}.`);
    }
    return Readable.from(tellBreaks(uri, answer.body), { objectMode: false });
}

/** The same bytes; a connection that breaks among them is told like one that never came about. */
async function* tellBreaks(uri: string, body: Readable): AsyncGenerator<Buffer> {
    try {
        yield* body as AsyncIterable<Buffer>;
    } catch (error) {
        throw fetchError(uri, error);
    }
}

function fetchError(uri: string, error: unknown): Error {
    const cause = error instanceof Error ? error.message : String(error);
    return sourceError("FILE_SOURCE_UNREADABLE", `${nameOfAddress(uri)} could not be fetched: ${cause}.`);
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
