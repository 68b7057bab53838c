import { entryPath } from "../base/property-path";
import { type Check, type CheckFailure, checkFailure, describeValue, type Expectation } from "./checker";
import type { IsSecret } from "./secret-paths";
import { isUnknown } from "./unknown";

/** What a list must be. */
export interface ListRule extends Expectation {
    /** Checks each entry that is known; without it, any entry will do. */
    readonly entry?: Check;
    readonly mayBeEmpty: boolean;
    /** Checks the list as a whole once each of its entries is right. */
    readonly whole?: (list: readonly unknown[], path: string) => CheckFailure[];
}

/** A check for a list, which reports each of its entries that is wrong. */
export function checkList(rule: ListRule): Check {
    return (value, path, isSecret) => {
        if (!Array.isArray(value)) {
            return [checkFailure(path, rule, describeValue(value, isSecret(path)))];
        }
        if (value.length === 0 && !rule.mayBeEmpty) {
            return [checkFailure(path, rule, "an empty list")];
        }
        const failures = checkEntries(value, path, rule.entry, isSecret);
        return failures.length > 0 ? failures : (rule.whole?.(value, path) ?? []);
    };
}

function checkEntries(
    list: readonly unknown[],
    path: string,
    check: Check | undefined,
    isSecret: IsSecret,
): CheckFailure[] {
    if (check === undefined) {
        return [];
    }
    return list.flatMap((entry, index) => (isUnknown(entry) ? [] : check(entry, entryPath(path, index), isSecret)));
}
