import { hashOf, holdsText, sourceOf } from "./asset";
import { listOfFiles } from "./parse-files";
import { containsUnknown } from "./unknown";

type Raw = Readonly<Record<string, unknown>>;

/**
 * Arguments as they are recorded: of `files` no content, and in its place the hash that tells one content from another. The
 * hash of a text, which is always secret, goes to the hidden `__secretHashes`, by the index of its entry. What was seen of
 * directories is not recorded.
 */
export function withSeparateHashes(given: Raw): Record<string, unknown> {
    const { __trees: _, ...raw } = given;
    if (!Array.isArray(raw.files)) {
        return raw;
    }
    const entries = listOfFiles(raw.files).map(({ content, source, ...kept }) => {
        if (containsUnknown(content) || containsUnknown(source)) {
            return { kept };
        }
        const hash = hashOf(content, source);
        const isText = typeof content === "string" || holdsText(sourceOf(source));
        return isText || hash === undefined ? { kept, secretHash: hash } : { kept: { ...kept, hash } };
    });
    return separated(raw, entries);
}

/**
 * Recorded arguments with all hashes hidden: an earlier release kept every one in plain text, and nobody can tell from its
 * state which are of a secret.
 */
export function withHiddenHashes(recorded: Raw): Record<string, unknown> {
    if (!Array.isArray(recorded.files)) {
        return { ...recorded };
    }
    const inPlace = listOfFiles(withHashesInPlace(recorded).files);
    const entries = inPlace.map(({ hash, ...kept }) => ({ kept, secretHash: hash }));
    return separated(recorded, entries);
}

/** Recorded arguments with the hidden hashes back in their places, as they are compared. */
export function withHashesInPlace(recorded: Raw): Raw {
    const { files, __secretHashes: hidden } = recorded;
    if (!Array.isArray(files) || !Array.isArray(hidden)) {
        return recorded;
    }
    const inPlace = listOfFiles(files).map((entry, index) => {
        const hash = hidden[index];
        return typeof hash === "string" && hash !== "" ? { ...entry, hash } : entry;
    });
    return { ...recorded, files: inPlace };
}

function separated(raw: Raw, entries: readonly { kept: object; secretHash?: unknown }[]): Record<string, unknown> {
    const secretHashes = entries.map(({ secretHash }) => (typeof secretHash === "string" ? secretHash : ""));
    const hidden = secretHashes.some((hash) => hash !== "") ? { __secretHashes: secretHashes } : {};
    return { ...raw, files: entries.map(({ kept }) => kept), ...hidden };
}
