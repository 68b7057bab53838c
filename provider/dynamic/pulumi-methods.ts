import type { Lifecycle } from "../lifecycle";
import { engineErrorText } from "../process/engine-text";
import { failuresForEngine } from "../process/failures-for-engine";
import { readHiddenInputs, withoutPreviewMark } from "../process/hidden-inputs";
import { serverError } from "./server-error";

type Properties = Record<string, unknown>;

/** Runs one call of the engine from its beginning to its answer. */
export type DuringCall = <T>(work: () => Promise<T>) => Promise<T>;

/** The lifecycle as the dynamic-provider server calls it: Pulumi's arguments, answers and errors. */
export function pulumiMethods(resource: Lifecycle, during: DuringCall) {
    const call = <T>(work: () => Promise<T>, hasCommand = false): Promise<T> =>
        during(async () => {
            try {
                return await work();
            } catch (error) {
                throw serverError(error, hasCommand);
            }
        });
    return Object.freeze({
        check: (olds: Properties | undefined, news: Properties) =>
            call(async () => {
                const { inputs, failures } = await resource.check({
                    ...readHiddenInputs(news),
                    news: withoutPreviewMark(news),
                    isNew: Object.keys(olds ?? {}).length === 0,
                });
                const shown = failuresForEngine(failures);
                return { inputs, failures: shown.map((one) => ({ ...one, reason: engineErrorText(one.reason) })) };
            }),
        diff: (_id: string, olds: Properties, news: Properties) =>
            call(() => {
                const secretPathsBefore = readHiddenInputs(olds).secretPaths;
                return resource.diff({ ...readHiddenInputs(news), olds, news, secretPathsBefore });
            }),
        create: (news: Properties) =>
            call(async () => {
                const { id, outputs } = await resource.create({ ...readHiddenInputs(news), news });
                return { id, outs: outputs };
            }, news.create !== undefined),
        read: (id: string, olds: Properties) =>
            call(async () => {
                const props = await resource.read({ ...readHiddenInputs(olds), id, olds });
                // Without an id the engine takes the resource out of state.
                return props === undefined ? { id: "", props: {} } : { id, props };
            }),
        update: (id: string, olds: Properties, news: Properties) =>
            call(
                async () => ({ outs: await resource.update({ ...readHiddenInputs(news), id, olds, news }) }),
                (news.update ?? news.create) !== undefined,
            ),
        delete: (id: string, olds: Properties) =>
            call(() => resource.delete({ ...readHiddenInputs(olds), id, olds }), olds.delete !== undefined),
    });
}
