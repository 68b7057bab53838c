/** One statement of an IAM policy: an action that is allowed, and where. */
export interface PolicyStatement {
    /** What the statement is for, in a word. */
    readonly Sid: string;
    readonly Effect: "Allow";
    readonly Action: string;
    /** `*`, one ARN or several. */
    readonly Resource: string | string[];
    /** Operator, key, and the values that are allowed. */
    readonly Condition?: { [operator: string]: { [key: string]: string | string[] } };
}

/** An IAM policy document, as `aws.iam.Policy` takes it. It is frozen: for statements of your own, make a new one with its. */
export interface PolicyDocument {
    readonly Version: "2012-10-17";
    readonly Statement: PolicyStatement[];
}
