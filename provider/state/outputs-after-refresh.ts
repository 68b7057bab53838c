import { type ReadValue, refreshedStepProperties } from "./after-script";
import type { FetchedFiles } from "./fetched";
import { withKnownTexts } from "./known-texts";
import type { Recorded } from "./recorded";
import { givenProperties, recordedValues } from "./values";
import { placedOrNone, type SecretsOfProgram, withoutUndefined, wrapSecrets } from "./wrap-secrets";

type Properties = Readonly<Record<string, unknown>>;

/** What a refresh found. */
export interface Refreshed {
    /** Undefined: `read` was not run, or gave nothing. */
    readonly read: ReadValue | undefined;
    /** Undefined: nothing was read. */
    readonly fetched?: FetchedFiles | undefined;
}

/** The outputs as they are but for what was found, every secret wrapped again: what a refresh returns. */
export function outputsAfterRefresh(
    olds: Properties,
    secrets: SecretsOfProgram,
    { refreshed, ...recorded }: Recorded & { readonly refreshed?: Refreshed },
): Record<string, unknown> {
    const outputs = withoutUndefined({
        ...olds,
        ...refreshedStepProperties(olds, refreshed?.read),
        ...(refreshed?.fetched && givenProperties(olds, { values: recordedValues(olds), fetched: refreshed.fetched })),
        __placed: placedOrNone(recorded.placed),
        __hashesSorted: true,
    });
    return wrapSecrets(withKnownTexts(outputs), { ...secrets, outputIsSecret: recorded.outputIsSecret });
}
