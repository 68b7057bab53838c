import type { Deadline } from "../base/deadline";
import type { Report } from "../host/frame-parser";
import type { Host } from "../host/host";
import type { OrderEnd } from "../host/order";
import type { OrderTexts } from "./remote/orders";

/** What came of a short order. */
export interface CarriedOut {
    readonly end: OrderEnd;
    readonly reports: readonly Report[];
}

/**
 * Has a short text carried out and returns all that was reported.
 * @throws {ProviderError} no channel could be opened: nothing was sent.
 */
export async function carryOut(
    texts: OrderTexts,
    host: Host,
    limits: { readonly deadline: Deadline; readonly osUser?: string },
): Promise<CarriedOut> {
    const reports: Report[] = [];
    const { ended } = host.order({
        ...texts,
        ...limits,
        onFrame: (frame) => {
            if (frame.kind === "words") {
                reports.push(frame);
            }
        },
    });
    return { end: await ended, reports };
}

/** Whether a report of this word came. */
export function hasReport({ reports }: CarriedOut, word: string): boolean {
    return reports.some(({ words }) => words[0] === word);
}

/** Whether the text came to its end. */
export function isOver({ end }: CarriedOut): boolean {
    return end.kind === "over";
}
