import { ProviderError } from "../base/error";

/** An object or a list of objects, as a list: `pulumi config set --path` and YAML make either. */
export function readObjects(name: string, json: string | undefined): Readonly<Record<string, unknown>>[] {
    if (json === undefined) {
        return [];
    }
    const value = parseJson(name, json, OBJECTS);
    const list = Array.isArray(value) ? value : [value];
    if (list.some((entry) => typeof entry !== "object" || entry === null || Array.isArray(entry))) {
        throw malformedError(name, OBJECTS);
    }
    return list;
}

const OBJECTS = "an object or a list of objects";

/** @throws {ProviderError} it is no JSON. */
export function parseJson(name: string, json: string, expected: string): unknown {
    try {
        return JSON.parse(json);
    } catch {
        throw malformedError(name, expected);
    }
}

/** A list of texts; one that stands for itself is a list of one. */
export function readTextList(name: string, json: string | undefined): string[] {
    if (json === undefined || !json.trimStart().startsWith("[")) {
        return json === undefined ? [] : [json];
    }
    const texts = parseJson(name, json, "a list of strings");
    if (!Array.isArray(texts) || texts.some((text) => typeof text !== "string")) {
        throw malformedError(name, "a list of strings");
    }
    return texts.filter((text) => text !== "");
}

/** The text, or undefined where there is none or an empty one. `pulumi config set --path` makes numbers of what looks like them. */
export function textOrUndefined(value: unknown): string | undefined {
    const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    return typeof text === "string" && text !== "" ? text : undefined;
}

/** Says that a configuration value has another shape than @pulumi/aws takes; does not repeat it. */
export function malformedError(name: string, expected: string): ProviderError {
    return new ProviderError({
        code: "AWS_CONFIG_MALFORMED",
        summary: ({ awsSetting, configuration }) =>
            `The value ${awsSetting(name)} of ${configuration} can't be read: expected ${expected}.`,
        commandRan: "did-not-run",
        retryable: false,
        remedies: [
            ({ awsSetting, configuration, configurationShape }) =>
                `Correct ${awsSetting(name)} in ${configuration}${configurationShape}.`,
        ],
    });
}
