/** Regions of other partitions than `aws`, by the beginnings of their names, longer ones first. */
const PARTITIONS: ReadonlyArray<readonly [prefix: string, partition: string]> = [
    ["cn-", "aws-cn"],
    ["us-gov-", "aws-us-gov"],
    ["us-isob-", "aws-iso-b"],
    ["us-isof-", "aws-iso-f"],
    ["us-iso-", "aws-iso"],
    ["eu-isoe-", "aws-iso-e"],
    ["eusc-", "aws-eusc"],
];

/** The partition that a region belongs to, as ARNs begin with it. */
export function partitionOf(region: string): string {
    return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}
