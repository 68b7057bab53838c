/** An IAM policy, read and checked. */
export type Policy = readonly Statement[];

/** One statement, every list written as a list. */
export interface Statement {
    readonly effect: "Allow" | "Deny";
    readonly actions: Selection;
    readonly resources: Selection;
    readonly conditions: readonly Condition[];
}

/** What patterns name, or all but that (`NotAction`, `NotResource`). */
export interface Selection {
    readonly isNot: boolean;
    readonly patterns: readonly string[];
}

/** One key of one operator: true when one of the values fits. */
export interface Condition {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
}

/** What a caller asks to do. */
export interface AccessRequest {
    /** As IAM writes it: `ec2:DescribeInstances`. */
    readonly action: string;
    /** Every resource that the action is about: all must be allowed. One named `*` where AWS knows no narrower one. */
    readonly resources: readonly AccessedResource[];
}

/** A resource, and the values of condition keys that come with it. */
export interface AccessedResource {
    readonly arn: string;
    readonly context: Readonly<Record<string, string>>;
}
