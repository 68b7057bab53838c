/** What a policy's `${…}` stands for; undefined when the request has no such value. */
export type Variables = (name: string) => string | undefined;

const PART = /\$\{([^}]*)\}|[*?]|[^*?$]+|\$/g;

/**
 * True when a text fits a pattern of a policy: `*` is any text, `?` one character, and variables stand for their values. With
 * `wildcards` false, `*` and `?` are themselves.
 */
export function fits(
    text: string,
    pattern: string,
    { variables = () => undefined, wildcards = true, ignoreCase = false }: FitOptions = {},
): boolean {
    let source = "";
    for (const [part, variable] of pattern.matchAll(PART)) {
        if (variable !== undefined) {
            const value = ["*", "?", "$"].includes(variable) ? variable : variables(variable);
            if (value === undefined) return false;
            source += quoted(value);
        } else {
            source += wildcards && part === "*" ? ".*" : wildcards && part === "?" ? "." : quoted(part);
        }
    }
    return new RegExp(`^${source}$`, ignoreCase ? "is" : "s").test(text);
}

export interface FitOptions {
    readonly variables?: Variables;
    /** @default true */
    readonly wildcards?: boolean;
    /** @default false */
    readonly ignoreCase?: boolean;
}

function quoted(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
