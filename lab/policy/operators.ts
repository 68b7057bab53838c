import { BlockList, isIP } from "node:net";
import { fits, type Variables } from "./pattern";

/** Whether a value of the request fits one value of the policy. */
type Test = (actual: string, wanted: string, variables: Variables) => boolean;

const same: Test = (actual, wanted, variables) => fits(actual, wanted, { variables, wildcards: false });
const sameButCase: Test = (actual, wanted, variables) =>
    fits(actual, wanted, { variables, wildcards: false, ignoreCase: true });
const like: Test = (actual, wanted, variables) => fits(actual, wanted, { variables });
const number =
    (compare: (actual: number, wanted: number) => boolean): Test =>
    (actual, wanted) =>
        compare(Number(actual), Number(wanted));

/** Each of the six parts of an ARN on its own: a `*` reaches no further than its colon. */
const arnLike: Test = (actual, wanted, variables) => {
    const [actualParts, wantedParts] = [partsOf(actual), partsOf(wanted)];
    return (
        actualParts.length === wantedParts.length &&
        actualParts.every((part, index) => like(part, wantedParts[index] ?? "", variables))
    );
};

const inRange: Test = (actual, wanted) => {
    const [network = "", prefix] = wanted.split("/");
    const family = isIP(network);
    const longest = family === 6 ? 128 : 32;
    const bits = Number(prefix ?? longest);
    if (family === 0 || family !== isIP(actual) || !(bits >= 0 && bits <= longest)) return false;
    const list = new BlockList();
    const kind = family === 6 ? "ipv6" : "ipv4";
    list.addSubnet(network, bits, kind);
    return list.check(actual, kind);
};

const TESTS: Readonly<Record<string, Test>> = {
    StringEquals: same,
    StringEqualsIgnoreCase: sameButCase,
    StringLike: like,
    NumericEquals: number((actual, wanted) => actual === wanted),
    NumericLessThan: number((actual, wanted) => actual < wanted),
    NumericLessThanEquals: number((actual, wanted) => actual <= wanted),
    NumericGreaterThan: number((actual, wanted) => actual > wanted),
    NumericGreaterThanEquals: number((actual, wanted) => actual >= wanted),
    Bool: sameButCase,
    IpAddress: inRange,
    ArnEquals: arnLike,
    ArnLike: arnLike,
};

/** An operator: how values are compared, and whether none may fit, in place of one that must. */
export interface Operator {
    readonly test: Test;
    readonly isNot: boolean;
}

const NEGATIONS: Readonly<Record<string, string>> = {
    StringNotEquals: "StringEquals",
    StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
    StringNotLike: "StringLike",
    NumericNotEquals: "NumericEquals",
    NotIpAddress: "IpAddress",
    ArnNotEquals: "ArnEquals",
    ArnNotLike: "ArnLike",
};

/** Every operator that the lab judges, without its ending `IfExists`. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
    ...Object.entries(TESTS).map(([name, test]) => [name, { test, isNot: false }] as const),
    ...Object.entries(NEGATIONS).flatMap(([name, of]) => {
        const test = TESTS[of];
        return test === undefined ? [] : [[name, { test, isNot: true }] as const];
    }),
]);

function partsOf(arn: string): string[] {
    const parts = arn.split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
