import { OUTPUT_NAMES } from "../base/property-facts";
import { UNKNOWN_VALUE } from "../base/pulumi-signatures";
import { asSecret } from "../state";
import type { Properties } from "./values";

const EMPTY_MAPS = Object.freeze({
    values: {},
    fetched: {},
    secrets: asSecret({ values: {}, fetched: {} }),
});

/** Outputs with each map that state leaves out while it is empty: typed languages declare that all are there. */
export function withEmptyMaps(outputs: Readonly<Properties>): Properties {
    return { ...EMPTY_MAPS, ...outputs };
}

/** What a preview answers: the outputs, or, where a script would run, the arguments beside outputs that are not known yet. */
export function previewedOutputs(outputs: Readonly<Properties>): Properties {
    const isRecorded = outputs.__state !== undefined;
    return isRecorded
        ? withEmptyMaps(outputs)
        : { ...Object.fromEntries(OUTPUT_NAMES.map((name) => [name, UNKNOWN_VALUE])), ...outputs };
}
