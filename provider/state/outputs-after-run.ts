import { FETCH_STEP, stepProperties } from "./after-script";
import { cutMiddle } from "./failure-size";
import { recordedFetched } from "./fetched";
import type { FinishedOperation } from "./finished-operation";
import { fitFetched, roomBeside } from "./fit-failure";
import { resultProperties } from "./result-properties";
import { publicHashes } from "./secret-files";
import { givenProperties, recordedValues, valuesOf } from "./values";
import { placedOrNone } from "./wrap-secrets";
import { RESULT_KEYS, type ToRecord, writeOutputs } from "./write-outputs";

type Properties = Readonly<Record<string, unknown>>;

/** The outputs after an operation that ran a script, whether or not that succeeded, or that had none to run. */
export function outputsAfterRun(
    toRecord: ToRecord & {
        readonly olds?: Properties | undefined;
        readonly finished: FinishedOperation;
        readonly succeeded: boolean;
    },
): Record<string, unknown> {
    const { raw, olds, secretPaths, recorded, finished, succeeded } = toRecord;
    const keepsLast = finished.without !== undefined && olds?.run !== undefined;
    const given = valuesOf(finished.run?.result.values);
    const isFailure = !succeeded || given.bad.length > 0 || finished.after?.failed !== undefined;
    const all = {
        values: keepsLast ? recordedValues(olds) : given.values,
        fetched: finished.after?.results.fetched ?? recordedFetched(olds, raw),
    };
    const known = stepProperties(raw, olds, finished.after);
    const fit = isFailure ? fitFetched({ ...raw, ...known }, all, finished.placed) : all;
    const values = givenProperties(raw, fit);
    const steps = succeeded && fit !== all ? { ...known, __unfinishedStep: FETCH_STEP } : known;
    const beside = { ...raw, ...steps, ...values };
    const roomBytes = isFailure ? roomBeside(beside, finished.placed) : Number.POSITIVE_INFINITY;
    const results = keepsLast ? lastResults(olds, finished, roomBytes) : resultProperties(finished, roomBytes);
    // A result that is not known is not a finished run: the next operation looks for it.
    const isOver = finished.without !== "script-of-before" && finished.run?.result.outcome.kind !== "lost";
    return writeOutputs(
        toRecord,
        { ...results, ...values, ...steps },
        {
            created: succeeded || recorded?.created === true,
            succeeded,
            runCount: (recorded?.runCount ?? 0) + (isOver ? 1 : 0),
            outputIsSecret: secretPaths.length > 0 || (keepsLast && recorded?.outputIsSecret === true),
        },
    );
}

/** The results of the last script that ran, which still hold, beside what is on the instance now. */
function lastResults(olds: Properties, { without, placed }: FinishedOperation, roomBytes: number): Properties {
    const kept = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds[key]]));
    const cut = (text: unknown) => (typeof text === "string" ? cutMiddle(text, roomBytes / 2) : text);
    return {
        ...kept,
        stdout: cut(kept.stdout),
        stderr: cut(kept.stderr),
        outcome: without === "skipped" ? "skipped" : kept.outcome,
        fileHashes: publicHashes(placed),
        __placed: placedOrNone(placed),
    };
}
