import { type ProviderError, withFailure } from "../base/error";
import type { Finding } from "./finding";

const RANK = { cause: 0, suspicion: 1, fact: 2 };
const MOST_REMEDIES = 3;

/** The same error, with what was found: remedies of causes go first. Code, summary and details stay as they are. */
export function withFindings(error: ProviderError, findings: readonly Finding[]): ProviderError {
    if (findings.length === 0) {
        return error;
    }
    const ordered = [...findings].sort((left, right) => RANK[left.certainty] - RANK[right.certainty]);
    const { remedies = [], facts = [] } = error.told ?? error.failure;
    const own = ordered.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy]));
    return withFailure(error, {
        facts: [
            ...facts,
            ...ordered.map(
                ({ about, sentence, certainty }) =>
                    [about, certainty === "suspicion" ? `perhaps: ${sentence}` : sentence] as const,
            ),
        ],
        remedies: [...own, ...remedies].slice(0, MOST_REMEDIES),
    });
}
