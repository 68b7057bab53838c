import { OUTPUT_NAMES } from "../base/property-facts";
import { STEP_KEYS } from "./after-script";
import { withKnownTexts } from "./known-texts";
import { type Recorded, STATE_VERSION } from "./recorded";
import { withoutUndefined, wrapSecrets } from "./wrap-secrets";

type Properties = Readonly<Record<string, unknown>>;

/** Results of a run: everything in the outputs that is no argument. */
export const RESULT_KEYS = [...OUTPUT_NAMES, "__placed", ...STEP_KEYS];

/** What all outputs are made from. */
export interface ToRecord {
    /** The arguments as they are recorded. */
    readonly raw: Properties;
    readonly secretPaths: readonly string[];
    readonly secretOutputs: readonly string[];
    /** What the last operation left in state; undefined when there was none. */
    readonly recorded: Recorded | undefined;
    readonly packageVersion: string;
}

/** What is remembered beside the outputs that the program sees; the names begin with `__` and are wire format. */
interface Bookkeeping {
    readonly created: boolean;
    readonly succeeded: boolean;
    readonly runCount: number;
    readonly outputIsSecret: boolean;
}

/** All outputs of a resource, its secrets wrapped. */
export function writeOutputs(
    { raw, packageVersion, secretPaths, secretOutputs }: ToRecord,
    results: Properties,
    kept: Bookkeeping,
): Record<string, unknown> {
    const outputs = withoutUndefined({
        ...raw,
        ...Object.fromEntries(RESULT_KEYS.map((key) => [key, undefined])),
        ...results,
        __state: STATE_VERSION,
        __package: packageVersion,
        __created: kept.created,
        __succeeded: kept.succeeded,
        __runCount: kept.runCount,
        __outputIsSecret: kept.outputIsSecret,
        __hashesSorted: true,
    });
    return wrapSecrets(withKnownTexts(outputs), {
        secretPaths,
        secretOutputs,
        outputIsSecret: kept.outputIsSecret,
    });
}
