import { types } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { INSTANCE_ID_PATTERN, OS_USER_PATTERN, REGION_PATTERN } from "../../provider/base/aws-names";
import { partitionOf } from "../../provider/base/partition";
import type { LeastPolicyArgs } from "./least-policy-args";

/** The ARN of an instance; its first group is the partition. */
export const INSTANCE_ARN = /^arn:(aws(?:-[a-z]+)*):ec2:[a-z]+(?:-[a-z]+)+-\d+:\d{12}:instance\/i-[a-f0-9]{8,30}$/;

/** What is wrong with a value; nothing if it is right. */
type Check = (value: unknown, path: string) => string[];

const CHECKS: Readonly<Record<keyof LeastPolicyArgs, Check>> = {
    instances: listOf(
        text(
            (value) => INSTANCE_ID_PATTERN.test(value) || INSTANCE_ARN.test(value),
            'the ID or the ARN of an instance, such as "i-0123456789abcdef0"',
        ),
    ),
    region: text((value) => REGION_PATTERN.test(value), 'the name of an AWS region, such as "eu-west-1"'),
    accountId: text((value) => /^\d{12}$/.test(value), 'the 12 digits of an AWS account, such as "111122223333"'),
    osUsers: listOf(
        text((value) => OS_USER_PATTERN.test(value), 'a user as EC2 Instance Connect accepts it, such as "ec2-user"'),
    ),
    tags: checkTags,
    routes: listOf(choice("auto", "public", "private", "ipv6", "endpoint")),
    hostKeys: choice("auto", "console", "pinned", "trust-on-first-use", "off"),
    doctor: (value, path) => (typeof value === "boolean" ? [] : [mustBe(path, "true or false", value)]),
};

/** Throws one TypeError that lists everything that is wrong. */
export function checkPolicyArgs(args: unknown): asserts args is LeastPolicyArgs {
    const failures = failuresOf(args);
    if (failures.length > 0) {
        throw policyError(failures);
    }
}

/** The error of arguments of which no policy can be made. */
export function policyError(failures: readonly string[]): TypeError {
    return new TypeError(["leastPolicy can't make a policy of these arguments:", ...failures].join("\n  - "));
}

function failuresOf(args: unknown): string[] {
    if (!isRecord(args)) {
        return [mustBe("the argument", "an object", args)];
    }
    const given = Object.entries(args).filter(([, value]) => value !== undefined);
    const failures = given.flatMap(([name, value]) => {
        const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof LeastPolicyArgs] : undefined;
        return check === undefined
            ? [`${name} is no argument; there are ${Object.keys(CHECKS).join(", ")}.`]
            : isLater(value)
              ? [needsPlainValue(name)]
              : check(value, name);
    });
    return failures.length > 0 ? failures : checkPartition(args as LeastPolicyArgs);
}

/** A policy holds in one partition only, so that the ARNs of another would allow nothing. */
function checkPartition({ region, instances = [] }: LeastPolicyArgs): string[] {
    const named = instances.flatMap((instance) => INSTANCE_ARN.exec(instance)?.[1] ?? []);
    const partitions = [...new Set([...(region === undefined ? [] : [partitionOf(region)]), ...named])];
    return partitions.length > 1
        ? [`region and instances must be of one partition, but are of ${partitions.join(" and ")}.`]
        : [];
}

function checkTags(value: unknown, path: string): string[] {
    if (!isRecord(value)) {
        return [mustBe(path, 'an object of texts, such as { Managed: "pulumi" }', value)];
    }
    const keys = Object.keys(value);
    const twins = keys.filter((key, index) =>
        keys.slice(0, index).some((other) => other.toLowerCase() === key.toLowerCase()),
    );
    return [
        ...Object.entries(value).flatMap(([key, tag]) => {
            const place = `${path}[${JSON.stringify(key)}]`;
            if (isLater(tag)) {
                return [needsPlainValue(place)];
            }
            return [
                ...(key.length >= 1 && key.length <= 128 ? [] : [`${place}: a tag's key has 1 to 128 characters.`]),
                ...text((content) => content.length <= 256, "a text of at most 256 characters")(tag, place),
            ];
        }),
        ...twins.map((key) => `${path}: IAM does not tell ${key} from another key that differs in case only.`),
    ];
}

function listOf(check: Check): Check {
    return (value, path) => {
        if (!Array.isArray(value)) {
            return [mustBe(path, "a list", value)];
        }
        return value.length === 0
            ? [`${path} must not be empty: leave it out for the default.`]
            : value.flatMap((entry, index) => {
                  const place = `${path}[${index}]`;
                  return isLater(entry) ? [needsPlainValue(place)] : check(entry, place);
              });
    };
}

function text(accepts: (value: string) => boolean, expected: string): Check {
    return (value, path) => (typeof value === "string" && accepts(value) ? [] : [mustBe(path, expected, value)]);
}

function choice(...values: readonly string[]): Check {
    const quoted = values.map((value) => JSON.stringify(value));
    return text((value) => values.includes(value), `one of ${quoted.join(", ")}`);
}

function mustBe(path: string, expected: string, value: unknown): string {
    const shown = typeof value === "string" ? JSON.stringify(value) : kindOf(value);
    return `${path} must be ${expected}; it is ${shown}.`;
}

function kindOf(value: unknown): string {
    if (value === null || typeof value === "number" || typeof value === "boolean") {
        return String(value);
    }
    return Array.isArray(value) ? "a list" : `of type ${typeof value}`;
}

/** A value that a resource or a promise gives later, of which no text can be made here. */
function isLater(value: unknown): boolean {
    return pulumi.Output.isInstance(value) || types.isPromise(value);
}

function needsPlainValue(path: string): string {
    return `${path} must be a plain value; it is an output or a promise. Call leastPolicy where the value is known: pulumi.output(…).apply((value) => leastPolicy({ … })).`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isLater(value);
}
