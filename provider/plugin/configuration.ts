// The configuration of one provider: what the engine sends, checked, and as the rooms ask for it.
import { checkConfiguration, configurationRows, isUnknown, secretConfiguration, secretsAt } from "../inputs";
import type { ConnectionDefaults } from "../inputs/inputs";
import type { ArgumentFailure } from "../operation";
import { asSecret } from "../state";
import { isEnvelope, type Properties, rawProperties, readValue, readWithSecrets, withoutEnvelopes } from "./values";

type Struct = Parameters<typeof rawProperties>[0];

/** What a provider was configured with. */
export interface Configuration {
    /** A value as the stack's `aws:` configuration would have it, by a key such as `aws:region`. */
    readonly stackConfig: (key: string) => string | undefined;
    /** For `connection` of each resource; undefined without any. */
    readonly connectionDefaults: ConnectionDefaults | undefined;
}

export const NO_CONFIGURATION: Configuration = Object.freeze({
    stackConfig: () => undefined,
    connectionDefaults: undefined,
});

/** Reads a checked configuration. What is not known yet counts as absent: nothing that needs it is asked for before it is known. */
export function readConfiguration(given: Struct): Configuration {
    const { values, secretPaths } = plainConfiguration(given);
    const { connection } = values;
    const isMap = typeof connection === "object" && connection !== null && !Array.isArray(connection);
    const isOfConnection = (path: string) => /^connection([.[]|$)/.test(path);
    return Object.freeze({
        stackConfig: (key: string) => asText(values[key.replace(/^aws:/, "")]),
        connectionDefaults: isMap
            ? Object.freeze({ values: connection as Properties, secretPaths: secretPaths.filter(isOfConnection) })
            : undefined,
    });
}

/** All failures at once, and the configuration as it is to be kept: what is secret is encrypted. */
export function checkedConfiguration(given: Struct): { inputs: Properties; failures: readonly ArgumentFailure[] } {
    const { values, secretPaths } = plainConfiguration(given);
    const secrets = secretConfiguration(values);
    const holdsMarked = secretsAt(secretPaths);
    const raw = Object.entries(rawProperties(given)).map(([name, value]) => {
        // Within a JSON text the engine sees no mark.
        const isSecret = secrets.includes(name) || (typeof value === "string" && holdsMarked(name));
        const isToHide = isSecret && !isEnvelope(value) && !isUnknown(value);
        return [name, isToHide ? asSecret(withoutEnvelopes(value)) : value] as const;
    });
    return { inputs: Object.fromEntries(raw), failures: checkConfiguration(values, secretPaths) };
}

/** The names of the values that differ. */
export function changedConfiguration(old: Struct, now: Struct): string[] {
    const [before, after] = [plainConfiguration(old).values, plainConfiguration(now).values];
    return configurationRows
        .map(({ name }) => name)
        .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** What is given, plain, and the paths of what the program marked secret. */
interface Given {
    readonly values: Properties;
    readonly secretPaths: readonly string[];
}

/**
 * Without what SDKs add for the engine, and without what is empty. A value that is no text travels as JSON, by most SDKs and from
 * the stack's configuration.
 */
function plainConfiguration(given: Struct): Given {
    const { properties, secretPaths } = readWithSecrets(given);
    const { version: _, pluginDownloadURL: __, ...values } = properties;
    const isText = new Map(configurationRows.map(({ name, shape }) => [name, shape === "text"]));
    const known = Object.entries(values).filter(([, value]) => value !== "" && value !== null);
    const read = known.map(([name, value]) => {
        const plain = isText.get(name) === false ? fromJson(value, name) : { value, secretPaths: [] };
        return { name, ...plain };
    });
    return {
        values: Object.fromEntries(read.map(({ name, value }) => [name, value])),
        secretPaths: [...secretPaths, ...read.flatMap((each) => each.secretPaths)],
    };
}

function fromJson(value: unknown, name: string): ReturnType<typeof readValue> {
    if (typeof value !== "string" || isUnknown(value)) {
        return { value, secretPaths: [] };
    }
    try {
        return readValue(JSON.parse(value), name);
    } catch {
        // Not JSON: the check tells what it should be.
        return { value, secretPaths: [] };
    }
}

function asText(value: unknown): string | undefined {
    if (value === undefined || value === null || isUnknown(value)) {
        return undefined;
    }
    return typeof value === "string" ? value : JSON.stringify(value);
}
