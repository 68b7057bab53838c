import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { SECRET_FILE_FIELDS } from "../provider/base/property-facts";
import type { FileArgs } from "./file-args";

/**
 * The files with every text in them marked secret, since the engine keeps texts in state: `content`, string assets, and
 * archives that may hold some. What the program gave is left as it is.
 */
export function filesWithSecrets(files: pulumi.Input<pulumi.Input<FileArgs>[]> | undefined): unknown {
    return whenKnown(files, (list) => (Array.isArray(list) ? list.map(markEntry) : list));
}

function markEntry(entry: pulumi.Input<FileArgs>): unknown {
    return whenKnown(entry, (file) => {
        if (typeof file !== "object" || file === null) {
            return file;
        }
        const { source } = file;
        const secrets = SECRET_FILE_FIELDS.map((name) => [name, Reflect.get(file, name)] as const);
        const given = secrets.filter(([, text]) => text !== undefined);
        return {
            ...file,
            ...Object.fromEntries(given.map(([name, text]) => [name, pulumi.secret(text)])),
            ...(source !== undefined && { source: whenKnown(source, markSource) }),
        };
    });
}

/** Told by what it holds: `instanceof` does not know the classes of another copy of Pulumi's SDK. */
function markSource(source: unknown): unknown {
    const isAsset = pulumi.asset.Asset.isInstance(source) || pulumi.asset.Archive.isInstance(source);
    const holdsText = isAsset && ("text" in (source as object) || "assets" in (source as object));
    return holdsText ? pulumi.secret(source) : source;
}

/** Applies at once to a plain value, and later to a promise or an output, all of which is secret when a part is. */
function whenKnown<T>(value: pulumi.Input<T> | undefined, mark: (known: T) => unknown): unknown {
    if (value === undefined || value === null) {
        return value;
    }
    return pulumi.Output.isInstance(value) || types.isPromise(value)
        ? (pulumi.output(value) as pulumi.Output<unknown>).apply((known) => pulumi.output(mark(known as T)))
        : mark(value as T);
}
