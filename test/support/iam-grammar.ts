/** What the Service Authorization Reference says of an action: its resource, and the condition keys beside the global ones. */
interface ActionRow {
    /** Kind of resource; undefined where only `*` is known. */
    readonly resource?: "instance" | "instance-connect-endpoint";
    readonly keys?: readonly RegExp[];
}

const TAGS = [/^(aws|ec2):ResourceTag\/.{1,128}$/];

const ACTIONS: Readonly<Record<string, ActionRow>> = {
    "ec2:DescribeInstances": {},
    "ec2:DescribeImages": {},
    "ec2:DescribeInstanceConnectEndpoints": {},
    "ec2:DescribeInstanceStatus": {},
    "ec2:DescribeSecurityGroups": {},
    "ec2:DescribeNetworkAcls": {},
    "ec2:DescribeRouteTables": {},
    "ec2:GetConsoleOutput": { resource: "instance", keys: TAGS },
    "ec2-instance-connect:SendSSHPublicKey": { resource: "instance", keys: [...TAGS, /^ec2:osuser$/] },
    "ec2-instance-connect:OpenTunnel": {
        resource: "instance-connect-endpoint",
        keys: [...TAGS, /^ec2-instance-connect:(remotePort|privateIpAddress|maxTunnelDuration)$/],
    },
};

/** Each operator that policies here may use, and what its values look like. */
const OPERATORS: Readonly<Record<string, RegExp>> = {
    StringEquals: /^.{0,256}$/s,
    StringLike: /^.{0,256}$/s,
    NumericEquals: /^\d+$/,
    NumericLessThanEquals: /^\d+$/,
    IpAddress: /^[\d.]+\/\d+$/,
    ArnLike: /^arn:/,
};

const ARN =
    /^arn:(aws|aws-cn|aws-us-gov|aws-iso(?:-[bef])?|aws-eusc):ec2:([a-z]+(?:-[a-z]+)+-\d+|\*):(\d{12}|\*):([a-z-]+)\/([a-z0-9*-]+)$/;
/** Without white space, of a managed policy. */
const LONGEST = 6_144;

/**
 * Everything that IAM would refuse in a policy document, or accept and never match: an action that is none, a resource of another
 * kind than the action's, a condition key that the action does not have.
 */
export function faultsOfPolicy(document: unknown): string[] {
    const text = JSON.stringify(document);
    const { Version, Statement, ...others } = JSON.parse(text) as Record<string, unknown>;
    const statements = Array.isArray(Statement) ? Statement : [];
    const sids = statements.flatMap(({ Sid }) => Sid ?? []);
    return [
        ...(Version === "2012-10-17" ? [] : ["Version is another"]),
        ...Object.keys(others).map((key) => `${key} is no key of a document`),
        ...(statements.length > 0 ? [] : ["there is no statement"]),
        ...(new Set(sids).size === sids.length ? [] : ["a Sid is there twice"]),
        ...(text.length <= LONGEST ? [] : ["it is too long"]),
        ...statements.flatMap(faultsOfStatement),
    ];
}

function faultsOfStatement(statement: Record<string, unknown>): string[] {
    const { Sid, Effect, Action, Resource, Condition = {}, ...others } = statement;
    const actions = [Action].flat();
    return [
        ...Object.keys(others).map((key) => `${key} is no key of a statement`),
        ...(Sid === undefined || /^[A-Za-z0-9]+$/.test(String(Sid))
            ? []
            : [`the Sid ${Sid} is not of letters and digits`]),
        ...(Effect === "Allow" ? [] : [`the effect is ${Effect}`]),
        ...actions.flatMap((action) => {
            const row = ACTIONS[String(action)];
            return row === undefined
                ? [`${action} is no action`]
                : [...faultsOfResources(row, [Resource].flat()), ...faultsOfConditions(row, Condition as object)];
        }),
    ].map((fault) => `${Sid}: ${fault}`);
}

function faultsOfResources({ resource }: ActionRow, arns: readonly unknown[]): string[] {
    const isRight = (arn: unknown) => (resource === undefined ? arn === "*" : ARN.exec(String(arn))?.[4] === resource);
    return [
        ...(arns.length > 0 && new Set(arns).size === arns.length ? [] : ["resources are missing or repeated"]),
        ...arns.filter((arn) => !isRight(arn)).map((arn) => `${arn} is no resource of the action`),
    ];
}

function faultsOfConditions({ keys = [] }: ActionRow, condition: object): string[] {
    return Object.entries(condition).flatMap(([operator, tests]) => {
        const form = OPERATORS[operator];
        const entries = Object.entries(tests as object);
        if (form === undefined || entries.length === 0) {
            return [`the operator ${operator} is unknown or empty`];
        }
        return entries.flatMap(([key, value]) => [
            ...(keys.some((known) => known.test(key)) ? [] : [`the action has no condition key ${key}`]),
            ...[value]
                .flat()
                .flatMap((one) => (typeof one === "string" && form.test(one) ? [] : [`${key} can't be ${one}`])),
        ]);
    });
}
