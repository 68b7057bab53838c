import { entryPath } from "../base/property-path";
import { type Check, type CheckFailure, checkFailure, describeValue, type Expectation, type IsSecret } from "./checker";
import { isUnknown } from "./unknown";
import { type ValueKind, valueKind } from "./value-kind";

/** What a list must be. */
export interface ListRule extends Expectation {
    /** Checks each entry that is known; without it, any entry will do. */
    readonly entry?: Check;
    readonly mayBeEmpty: boolean;
    /** Checks the list as a whole once each of its entries is right. */
    readonly whole?: (list: readonly unknown[], path: string) => CheckFailure[];
}

/** What a list of one kind of entries must be. */
interface EntriesRule<Entry> extends Omit<ListRule, "entry"> {
    readonly entry: ValueKind<Entry>;
}

/** A list whose entries are all of one kind. */
export function listKind<Entry>({ entry, ...rule }: EntriesRule<Entry>): ValueKind<readonly Entry[]> {
    const ofEach = entry.expectation === undefined ? "" : `, each ${entry.expectation.expected}`;
    return valueKind({
        type: `list of ${entry.type}s`,
        inputType: `pulumi.Input<${entry.inputType}>[]`,
        outputType: `${entry.outputType}[]`,
        shape: { listOf: entry.shape },
        expectation: { expected: rule.expected + ofEach, example: rule.example },
        check: checkList({ ...rule, entry: entry.check }),
        parse: frozenCopy<Entry>,
    });
}

/** A list of anything. */
export function anyListKind(rule: ListRule): ValueKind<readonly unknown[]> {
    return valueKind({
        type: "list of any values",
        inputType: "unknown[]",
        outputType: "unknown[]",
        shape: { listOf: "any" },
        expectation: undefined,
        check: checkList(rule),
        parse: frozenCopy<unknown>,
    });
}

function frozenCopy<Entry>(value: unknown): readonly Entry[] | undefined {
    return Array.isArray(value) ? Object.freeze([...value]) : undefined;
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
