import { ApiError } from "./api-error";

/** A named condition of a Describe call; an item matches when one of the values does. */
export interface Filter {
    readonly name: string;
    readonly values: readonly string[];
}

/** The values of a list parameter (`InstanceId.1`, `InstanceId.2`, …) in the order of their numbers. */
export function listParameter(parameters: URLSearchParams, name: string): string[] {
    const numbered: Array<readonly [number, string]> = [];
    for (const [key, value] of parameters) {
        const number = key.startsWith(`${name}.`) ? Number(key.slice(name.length + 1)) : Number.NaN;
        if (Number.isInteger(number)) numbered.push([number, value]);
    }
    return numbered.sort(([left], [right]) => left - right).map(([, value]) => value);
}

/** The filters of a Describe call (`Filter.1.Name`, `Filter.1.Value.1`, …). */
export function filterParameters(parameters: URLSearchParams): Filter[] {
    const filters: Filter[] = [];
    for (let number = 1; parameters.has(`Filter.${number}.Name`); number++) {
        const name = parameters.get(`Filter.${number}.Name`) ?? "";
        filters.push({ name, values: listParameter(parameters, `Filter.${number}.Value`) });
    }
    return filters;
}

/** The part of a list that `MaxResults` and `NextToken` ask for, and the token of the next. */
export function takePage<Item>(
    items: readonly Item[],
    parameters: URLSearchParams,
): { readonly page: readonly Item[]; readonly nextToken: string | undefined } {
    const size = Number(parameters.get("MaxResults") ?? Number.POSITIVE_INFINITY);
    if (!(size >= 5)) {
        throw new ApiError(
            "InvalidParameterValue",
            "Value for parameter maxResults is invalid. Expecting a value between 5 and 1000.",
        );
    }
    const start = Number(parameters.get("NextToken") ?? 0);
    const end = start + Math.min(size, PAGE_LIMIT);
    return { page: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined };
}

/** EC2 gives no more at once. */
const PAGE_LIMIT = 1_000;

/** A parameter that must be there. */
export function requiredParameter(parameters: URLSearchParams, name: string): string {
    const value = parameters.get(name);
    if (value) return value;
    throw new ApiError("MissingParameter", `The request must contain the parameter ${name}`);
}

/**
 * True when the item passes every filter. `read` gives the item's values under a filter's name, or undefined when
 * there is no such filter.
 */
export function passesFilters(
    filters: readonly Filter[],
    read: (name: string) => readonly string[] | undefined,
): boolean {
    return filters.every((filter) => {
        const actual = read(filter.name);
        if (!actual) throw new ApiError("InvalidParameterValue", `The filter '${filter.name}' is invalid`);
        return filter.values.some((pattern) => actual.some((value) => matchesPattern(pattern, value)));
    });
}

/** EC2's wildcards: `*` for any text, `?` for one character. */
function matchesPattern(pattern: string, value: string): boolean {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${source}$`, "s").test(value);
}
