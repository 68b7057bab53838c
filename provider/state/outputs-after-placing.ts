import { cutMiddle } from "./failure-size";
import type { FinishedOperation } from "./finished-operation";
import { fitFetched, roomBeside } from "./fit-failure";
import { recordedGiven } from "./recorded-given";
import { resultProperties } from "./result-properties";
import { givenProperties } from "./values";
import { RESULT_KEYS, type ToRecord, writeOutputs } from "./write-outputs";

type Properties = Readonly<Record<string, unknown>>;

/**
 * The outputs after files may have been put in place and no script ran: the results of the last run, where there was one, and
 * all that a later operation has to remove.
 */
export function outputsAfterPlacing(
    toRecord: ToRecord & { readonly olds: Properties | undefined; readonly unfinished: FinishedOperation },
): Record<string, unknown> {
    const { olds, raw, secretPaths, unfinished, recorded } = toRecord;
    const found = resultProperties(unfinished, Number.POSITIVE_INFINITY);
    const values = givenProperties(raw, fitFetched(raw, recordedGiven(olds, raw), unfinished.placed));
    const roomBytes = roomBeside({ ...raw, ...values }, unfinished.placed) / 2;
    const kept = Object.fromEntries(RESULT_KEYS.map((key) => [key, olds?.[key]]));
    const cut = (text: unknown) => (typeof text === "string" ? cutMiddle(text, roomBytes) : text);
    const results =
        olds === undefined
            ? { ...found, ...values }
            : { ...kept, stdout: cut(kept.stdout), stderr: cut(kept.stderr), ...values, __placed: found.__placed };
    return writeOutputs(toRecord, results, {
        created: recorded?.created === true,
        succeeded: false,
        runCount: recorded?.runCount ?? 0,
        outputIsSecret: recorded?.outputIsSecret === true || secretPaths.length > 0,
    });
}
