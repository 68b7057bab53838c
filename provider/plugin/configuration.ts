// The configuration of one provider: what the engine sends, checked, and as the rooms ask for it.
import { checkConfiguration, configurationRows, isUnknown, secretConfiguration } from "../inputs";
import type { ArgumentFailure } from "../operation";
import { asSecret } from "../state";
import { isEnvelope, type Properties, rawProperties, readProperties, withoutEnvelopes } from "./values";

type Struct = Parameters<typeof rawProperties>[0];

/** What a provider was configured with. */
export interface Configuration {
    /** A value as the stack's `aws:` configuration would have it, by a key such as `aws:region`. */
    readonly stackConfig: (key: string) => string | undefined;
    /** For `connection` of each resource; undefined without any. */
    readonly connectionDefaults: Properties | undefined;
}

export const NO_CONFIGURATION: Configuration = Object.freeze({
    stackConfig: () => undefined,
    connectionDefaults: undefined,
});

/** Reads a checked configuration. What is not known yet counts as absent: nothing that needs it is asked for before it is known. */
export function readConfiguration(given: Struct): Configuration {
    const values = plainConfiguration(given);
    const { connection } = values;
    return Object.freeze({
        stackConfig: (key: string) => asText(values[key.replace(/^aws:/, "")]),
        connectionDefaults:
            typeof connection === "object" && connection !== null ? (connection as Properties) : undefined,
    });
}

/** All failures at once, and the configuration as it is to be kept: what is secret is encrypted. */
export function checkedConfiguration(given: Struct): { inputs: Properties; failures: readonly ArgumentFailure[] } {
    const values = plainConfiguration(given);
    const secrets = secretConfiguration(values);
    const raw = Object.entries(rawProperties(given)).map(([name, value]) => {
        const isToHide = secrets.includes(name) && !isEnvelope(value) && !isUnknown(value);
        return [name, isToHide ? asSecret(withoutEnvelopes(value)) : value] as const;
    });
    return { inputs: Object.fromEntries(raw), failures: checkConfiguration(values) };
}

/** The names of the values that differ. */
export function changedConfiguration(old: Struct, now: Struct): string[] {
    const [before, after] = [plainConfiguration(old), plainConfiguration(now)];
    return configurationRows
        .map(({ name }) => name)
        .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** Without what SDKs add for the engine. A value that is no text travels as JSON, by most SDKs and from the stack's configuration. */
function plainConfiguration(given: Struct): Properties {
    const { version: _, pluginDownloadURL: __, ...values } = readProperties(given);
    const isText = new Map(configurationRows.map(({ name, shape }) => [name, shape === "text"]));
    const known = Object.entries(values).filter(([, value]) => value !== "");
    return Object.fromEntries(
        known.map(([name, value]) => [name, isText.get(name) === false ? fromJson(value) : value]),
    );
}

function fromJson(value: unknown): unknown {
    if (typeof value !== "string" || isUnknown(value)) {
        return value;
    }
    try {
        return withoutEnvelopes(JSON.parse(value));
    } catch {
        // Not JSON: the check tells what it should be.
        return value;
    }
}

function asText(value: unknown): string | undefined {
    if (value === undefined || value === null || isUnknown(value)) {
        return undefined;
    }
    return typeof value === "string" ? value : JSON.stringify(value);
}
