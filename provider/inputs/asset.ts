import { createHash } from "node:crypto";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY } from "../base/pulumi-signatures";
import type { FileSource } from "./file-source";
import { isUnknown } from "./unknown";

type Raw = Record<string, unknown>;

/** True for an asset or an archive as the engine sends it. */
export function isAsset(value: unknown): value is Raw {
    return (
        isObject(value) && [ASSET_SIGNATURE, ARCHIVE_SIGNATURE].some((signature) => value[SIGNATURE_KEY] === signature)
    );
}

/** Where the content of an asset or an archive comes from; undefined for one whose content the engine has left out. */
export function sourceOf(value: unknown): FileSource | undefined {
    if (!isAsset(value)) {
        return undefined;
    }
    const isArchive = value[SIGNATURE_KEY] === ARCHIVE_SIGNATURE;
    if (typeof value.path === "string" && value.path !== "" && !isUnknown(value.path)) {
        return { kind: isArchive ? "archive-path" : "path", path: value.path };
    }
    if (typeof value.uri === "string" && value.uri !== "" && !isUnknown(value.uri)) {
        return isArchive ? { kind: "archive-uri", uri: value.uri } : remoteFile(value.uri, value.hash);
    }
    if (isArchive) {
        return isObject(value.assets) ? nestedSources(value.assets) : undefined;
    }
    // The engine leaves out a text that is empty, too, and then only its hash tells.
    return typeof value.text === "string" || value.hash === HASH_OF_NOTHING
        ? { kind: "text", text: typeof value.text === "string" ? value.text : "" }
        : undefined;
}

const HASH_OF_NOTHING = createHash("sha256").digest("hex");

function remoteFile(uri: string, hash: unknown): FileSource {
    return { kind: "uri", uri, ...(typeof hash === "string" && hash !== "" && { sha256: hash }) };
}

function nestedSources(assets: Raw): FileSource {
    const entries = Object.entries(assets).flatMap(([name, asset]) => {
        const source = sourceOf(asset);
        return source === undefined ? [] : [[name, source] as const];
    });
    return { kind: "assets", entries };
}

/** True for a text, and for an archive that the program put together with one in it. */
export function holdsText(source: FileSource | undefined): boolean {
    return source?.kind === "assets" ? source.entries.some(([, nested]) => holdsText(nested)) : source?.kind === "text";
}

/** True for an asset or an archive, as the engine sends it, that holds a text of the program. */
export function isTextSource(source: unknown): boolean {
    return holdsText(sourceOf(source));
}

/** What tells one content from another: the engine's hash of an asset, the same hash of a text. */
export function hashOf(content: unknown, source: unknown): string | undefined {
    if (typeof content === "string") {
        return createHash("sha256").update(content).digest("hex");
    }
    if (!isAsset(source)) {
        return undefined;
    }
    return typeof source.hash === "string" && source.hash !== ""
        ? source.hash
        : createHash("sha256").update(JSON.stringify(source)).digest("hex");
}

function isObject(value: unknown): value is Raw {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
