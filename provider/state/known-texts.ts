import { meansUnknown } from "../base/pulumi-signatures";
import { mapOf } from "./map-of";

type Properties = Readonly<Record<string, unknown>>;

const TEXTS = ["stdout", "stderr", "readStdout"];

/**
 * Outputs in which no text of the host is one that means "not known" to the engine, which would refuse the answer and lose the
 * result: such a text ends with a newline.
 */
export function withKnownTexts(outputs: Properties): Record<string, unknown> {
    const { fetched, secrets } = outputs;
    return {
        ...mapValues(outputs, (value, name) => (TEXTS.includes(name) ? knownText(value) : value)),
        ...(fetched !== undefined && { fetched: mapValues(mapOf(fetched), knownText) }),
        ...(secrets !== undefined && {
            secrets: { ...mapOf(secrets), fetched: mapValues(mapOf(mapOf(secrets).fetched), knownText) },
        }),
    };
}

function knownText(value: unknown): unknown {
    return meansUnknown(value) ? `${value}\n` : value;
}

function mapValues(values: Properties, map: (value: unknown, name: string) => unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]));
}
