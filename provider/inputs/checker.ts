/** Tells whether the value at a path, or a part of it, must not be shown. */
export type IsSecret = (path: string) => boolean;

/** One thing that is wrong with what the program gave, at the path where the program wrote it. */
export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

/** Every failure of one value that is known and not absent; none when it is right. Never throws. */
export type Check = (value: unknown, path: string, isSecret: IsSecret) => CheckFailure[];

/** What a value should have been, in words that follow "expected". */
export interface Expectation {
    readonly expected: string;
    /** As the program would write it. */
    readonly example: string;
}

/** One line: what was expected, an example, what came instead, and what to do where that is not plain. */
export function checkFailure(
    property: string,
    { expected, example }: Expectation,
    got: string,
    hint?: string,
): CheckFailure {
    const advice = hint === undefined ? "" : ` ${hint}`;
    return { property, reason: `expected ${expected}, such as ${example}; got ${got}.${advice}` };
}

const LONGEST_SHOWN = 60;

/** A value in words, on one line and never long. A secret, or what looks like a private key, is told by its kind alone. */
export function describeValue(value: unknown, secret: boolean): string {
    if (value === undefined || value === null) {
        return "nothing";
    }
    switch (typeof value) {
        case "string":
            return secret || value.includes("PRIVATE KEY") ? "a string that is not shown" : quote(value);
        case "number":
        case "boolean":
            return secret ? `a ${typeof value} that is not shown` : `the ${typeof value} ${value}`;
        case "object":
            return Array.isArray(value) ? "a list" : "an object";
        default:
            return `a ${typeof value}`;
    }
}

function quote(text: string): string {
    if (text === "") {
        return "an empty string";
    }
    return text.length > LONGEST_SHOWN ? `${JSON.stringify(text.slice(0, LONGEST_SHOWN))}…` : JSON.stringify(text);
}
