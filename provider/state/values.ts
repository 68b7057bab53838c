import { ProviderError } from "../base/error";
import type { GivenValues, ValuesLack } from "../command/given-values";
import type { ScriptName } from "./command-failure";
import { fetchedProperties } from "./fetched";
import type { FinishedOperation } from "./finished-operation";
import { mapOf } from "./map-of";
import { parseValues } from "./parse-values";
import type { BadLine, ParsedValues } from "./parsed-values";

type Properties = Readonly<Record<string, unknown>>;

const NOTHING: ParsedValues = Object.freeze({ values: Object.freeze({}), bad: Object.freeze([]) });

const LACKS: Readonly<Record<ValuesLack, string>> = {
    link: "was replaced by a symbolic link",
    directory: "was replaced by a directory",
    special: "was replaced by something that is not a regular file, or is being replaced",
    foreign: "was replaced by a file of another user",
    unreadable: "can't be read by the user that runs the script",
};

/** The values that a run gave, and what is wrong with the others. */
export function valuesOf(given: GivenValues | undefined): ParsedValues {
    if (given === undefined) {
        return NOTHING;
    }
    return given.kind === "file"
        ? parseValues(given.bytes)
        : { values: {}, bad: [{ line: undefined, why: LACKS[given.kind] }] };
}

/** The values in state, those of `secrets` among them. */
export function recordedValues(olds: Properties | undefined): Properties {
    return { ...mapOf(olds?.values), ...mapOf(mapOf(olds?.secrets).values) };
}

/** What a run gave, and the files that were read after it. */
export interface Given {
    readonly values: Properties;
    readonly fetched: Properties;
}

/**
 * The outputs of these, as `secretValues` and the entries of `fetch` part them. Without a secret one there is no `secrets`: nothing
 * to be encrypted.
 */
export function givenProperties(raw: Properties, { values, fetched }: Given): Record<string, unknown> {
    const files = fetchedProperties(raw, fetched);
    const secretNames = new Set(Array.isArray(raw.secretValues) ? raw.secretValues : []);
    const all = Object.entries(values);
    const secret = all.filter(([name]) => secretNames.has(name));
    return {
        values: Object.fromEntries(all.filter(([name]) => !secretNames.has(name))),
        fetched: files.fetched,
        secrets:
            secret.length + Object.keys(files.secret).length === 0
                ? undefined
                : { values: Object.fromEntries(secret), fetched: files.secret },
    };
}

/** What is wrong with what a script wrote to its file of values, in words that follow "what …"; undefined: nothing. */
export function printBadValues({ bad }: ParsedValues): string | undefined {
    const [first, ...more] = bad;
    if (first === undefined) {
        return undefined;
    }
    const others = more.length === 0 ? "" : ` (and ${more.length} more: ${more.slice(0, 5).map(placeOf).join(", ")})`;
    return `${first.line === undefined ? "the file" : `line ${first.line}`} ${first.why}${others}`;
}

function placeOf({ line }: BadLine): string {
    return line === undefined ? "the file" : `line ${line}`;
}

/** The error of a script that succeeded and wrote something that is no value. Shows nothing of it: it may be secret. */
export function valuesFailure(
    script: ScriptName,
    { target }: Pick<FinishedOperation, "target">,
    fault: string,
): ProviderError {
    return new ProviderError({
        code: "CMD_VALUES_INVALID",
        summary: `The ${script} script on ${target.instanceId} succeeded, but what it wrote to $PULUMI_COMMAND_OUTPUT can't be read: ${fault}.`,
        commandRan: "ran",
        retryable: false,
        remedies: [
            "Write lines name=value; or name<<WORD, lines, WORD for a value of several lines; or one JSON object. A name has letters, digits and _, and does not start with a digit.",
            ({ next }) =>
                `The other values are in state, and the next ${next} does not run the script again. Correct the script, which runs it, or change triggers.`,
        ],
        facts: [["Instance", `${target.instanceId} (${target.region})`]],
    });
}
