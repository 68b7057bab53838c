import { OPERATORS } from "./operators";
import { fits, type Variables } from "./pattern";
import type { AccessedResource, AccessRequest, Condition, Policy, Selection, Statement } from "./policy";

/** Whether a policy lets a request pass; if not, for which resource, and whether a statement denies it. */
export type Verdict =
    | { readonly allowed: true }
    | { readonly allowed: false; readonly arn: string; readonly isExplicit: boolean };

/** IAM's own logic: a Deny that fits wins, else an Allow that fits is needed, for each resource. */
export function judge(policy: Policy, { action, resources }: AccessRequest): Verdict {
    for (const resource of resources) {
        const fitting = policy.filter((statement) => appliesTo(statement, action, resource));
        const isExplicit = fitting.some(({ effect }) => effect === "Deny");
        if (isExplicit || fitting.length === 0) return { allowed: false, arn: resource.arn, isExplicit };
    }
    return { allowed: true };
}

function appliesTo({ actions, resources, conditions }: Statement, action: string, resource: AccessedResource): boolean {
    const variables = variablesOf(resource);
    return (
        selects(actions, (pattern) => fits(action, pattern, { ignoreCase: true })) &&
        selects(resources, (pattern) => fits(resource.arn, pattern, { variables })) &&
        conditions.every((condition) => holds(condition, variables))
    );
}

function selects({ isNot, patterns }: Selection, isFitting: (pattern: string) => boolean): boolean {
    return patterns.some(isFitting) !== isNot;
}

/** A key that the request has no value for fits nothing: then a condition holds only if it is negated, or ends in IfExists. */
function holds({ operator, key, values }: Condition, variables: Variables): boolean {
    const known = OPERATORS.get(operator.replace(/IfExists$/, ""));
    if (known === undefined) return false;
    const actual = variables(key);
    if (actual === undefined) return known.isNot || operator.endsWith("IfExists");
    return values.some((wanted) => known.test(actual, wanted, variables)) !== known.isNot;
}

/** Names of condition keys are not case-sensitive, tags in them included. */
function variablesOf({ context }: AccessedResource): Variables {
    const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
    return (name) => values.get(name.toLowerCase());
}
