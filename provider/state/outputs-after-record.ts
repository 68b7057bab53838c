import { recordedStepProperties, STEP_KEYS } from "./after-script";
import type { Recorded } from "./recorded";
import { recordedGiven } from "./recorded-given";
import { givenProperties } from "./values";
import { placedOrNone } from "./wrap-secrets";
import { RESULT_KEYS, type ToRecord, writeOutputs } from "./write-outputs";

type Properties = Readonly<Record<string, unknown>>;

/** The outputs after a change that is only recorded: new arguments, the results of the last run. */
export function outputsAfterRecord(
    toRecord: ToRecord & { readonly olds: Properties; readonly recorded: Recorded },
): Record<string, unknown> {
    const { olds, secretPaths, recorded } = toRecord;
    const results = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds[key]]));
    return writeOutputs(
        toRecord,
        {
            ...results,
            ...givenProperties(toRecord.raw, recordedGiven(olds, toRecord.raw)),
            __placed: placedOrNone(recorded.placed),
            ...Object.fromEntries(["readStdout", ...STEP_KEYS].map((key) => [key, undefined])),
            ...recordedStepProperties(toRecord.raw, olds),
        },
        {
            created: recorded.created,
            succeeded: recorded.succeeded,
            runCount: recorded.runCount,
            outputIsSecret: recorded.outputIsSecret || secretPaths.length > 0,
        },
    );
}
