// The inputs that the program's side of this package adds for the provider (`sdk/hidden-inputs.ts`). Wire format: their names
// begin with `__`, and old states hold them. Nothing but this file knows them; the rooms keep what they do not know as it is.
import { overlaps } from "../base/property-path";
import { isUnknown, parseDuration } from "../inputs";
import type { TimeLimits } from "../inputs/inputs";
import type { ResourceRequest } from "../lifecycle";

type Properties = Readonly<Record<string, unknown>>;

/** What the program or the state tells of a resource beside its arguments. */
export function readHiddenInputs(properties: Properties): ResourceRequest {
    return Object.freeze({
        urn: textOrNothing(properties.__urn),
        organization: textOrNothing(properties.__organization),
        secretPaths: readSecretPaths(properties.__secretPaths),
        secretOutputs: readNames(properties.__secretOutputs),
        timeLimits: readTimeLimits((properties.__customTimeouts ?? {}) as Properties),
        // Of a preview the engine asks the dynamic-provider server for check and diff alone, and only check has the mark.
        isPreview: properties.__preview === true,
    });
}

/** Without what the program tells for check alone: in state and in the engine's comparisons it would be a change. */
export function withoutPreviewMark({ __preview: _, ...news }: Properties): Record<string, unknown> {
    return news;
}

/**
 * Arguments with what a door knows itself in place of the program's side. Of the resource's last inputs it keeps the organization,
 * by which runs of the dynamic provider are found after a move to a plugin.
 */
export function withHiddenInputs(
    news: Properties,
    { secretPaths, olds }: { readonly secretPaths: readonly string[]; readonly olds: Properties },
): Record<string, unknown> {
    const given = Object.entries(news).filter(([name]) => !name.startsWith("__"));
    const { __organization } = olds;
    return {
        ...Object.fromEntries(given),
        ...(typeof __organization === "string" && { __organization }),
        __secretPaths: secretPaths,
    };
}

/**
 * Arguments with the marks of the last inputs where the program ignores changes: there the engine gives the check what the check
 * answered before, with marks of ours, which are no marks of the program.
 */
export function withKeptMarks(
    news: Properties,
    olds: Properties,
    ignoreChanges: readonly string[],
): Record<string, unknown> {
    const isIgnored = (path: string) => ignoreChanges.some((name) => overlaps(path, name));
    const [now, before] = [readSecretPaths(news.__secretPaths), readSecretPaths(olds.__secretPaths)];
    if (now === undefined || before === undefined || ignoreChanges.length === 0) {
        return { ...news };
    }
    return { ...news, __secretPaths: [...now.filter((path) => !isIgnored(path)), ...before.filter(isIgnored)] };
}

/** The paths that the program marked secret; undefined when that is not to be read. */
function readSecretPaths(paths: unknown): readonly string[] | undefined {
    if (paths === undefined || paths === null) {
        return [];
    }
    const isReadable = Array.isArray(paths) && paths.every((path) => typeof path === "string" && !isUnknown(path));
    return isReadable ? paths : undefined;
}

function readNames(names: unknown): readonly string[] {
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

/** The engine has read these before us, with Go's parser: what it does not mind and we can't read sets no limit. */
function readTimeLimits(raw: Properties): TimeLimits {
    const limitOf = (name: string) => parseDuration(textOrNothing(raw[name]) ?? "");
    return Object.freeze({
        createMs: limitOf("create"),
        updateMs: limitOf("update"),
        deleteMs: limitOf("delete"),
        readMs: limitOf("read"),
    });
}

function textOrNothing(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
