import { containsUnknown, isUnknown, withSeparateHashes } from "../inputs";
import type { ResourceContext } from "../inputs/inputs";
import { withSecretsMarked } from "../state";

type Properties = Record<string, unknown>;

/** What is known of the outputs before an operation: the arguments as they will be recorded. */
export function announced(news: Properties, context: ResourceContext): Properties {
    return markSecrets(withSeparateHashes(news), context);
}

/** Arguments with every secret marked, but for those that are not known yet, or, where the engine marks them, hold what is not. */
export function markSecrets(properties: Properties, { secretPaths, hidesUnknown }: ResourceContext): Properties {
    return withSecretsMarked(properties, secretPaths ?? [], hidesUnknown === true ? isUnknown : containsUnknown);
}
