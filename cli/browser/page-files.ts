import { readFileSync } from "node:fs";
import type { OutgoingHttpHeaders } from "node:http";
import { join } from "node:path";

/** A file of the page, whole. */
export interface PageFile {
    readonly type: string;
    readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
    "/": "text/html; charset=utf-8",
    "/page.js": "text/javascript; charset=utf-8",
    "/page.css": "text/css; charset=utf-8",
};

/** Where the build puts it. */
const FOLDER = join(__dirname, "page");

/** The file at a path of the server; undefined if there is none. `nonce` is what may make styles, since the terminal does. */
export function readPageFile(path: string, nonce: string): PageFile | undefined {
    const type = TYPES[path];
    if (type === undefined) {
        return undefined;
    }
    const body = readFileSync(join(FOLDER, path === "/" ? "index.html" : path.slice(1)));
    return { type, body: path === "/" ? Buffer.from(body.toString("utf8").replace("NONCE", nonce)) : body };
}

/** With every answer: nothing but this server's own files is loaded, run, framed, kept or told to others. */
export function pageHeaders(host: string, nonce: string): OutgoingHttpHeaders {
    const policy = [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        `connect-src 'self' ws://${host}`,
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ];
    return {
        "content-security-policy": policy.join("; "),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
    };
}
