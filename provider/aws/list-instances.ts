import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Deadline } from "../base/deadline";
import type { AwsCalls, InstanceFacts } from "./aws";
import { factsOfReservation } from "./ec2-calls";

/** One instance of a list. */
export interface ListedInstance {
    readonly facts: InstanceFacts;
    /** Its tag `Name`; empty if it has none. */
    readonly name: string;
}

/** Which instances: those whose tag has a value, in which `*` and `?` stand for any text and any character. */
export interface InstanceTag {
    readonly key: string;
    readonly value: string;
}

/** Lists the instances of the region that are not terminated, all or those with a tag. */
export type ListInstances = (tag: InstanceTag | undefined, deadline: Deadline) => Promise<readonly ListedInstance[]>;

/** What DescribeInstances gives at most at once. */
const PAGE_SIZE = 1_000;

/** Makes the function that lists instances, with the region, credentials, retries and error texts of `aws`. */
export function makeListInstances(aws: AwsCalls): ListInstances {
    let client: EC2Client | undefined;
    return async (tag, deadline) => {
        const vendor = require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
        client ??= new vendor.EC2Client(aws.clientConfig("ec2"));
        const ec2 = client;
        const states = ["pending", "running", "stopping", "stopped"];
        const filters = [
            { Name: "instance-state-name", Values: states },
            ...(tag === undefined ? [] : [{ Name: `tag:${tag.key}`, Values: [tag.value] }]),
        ];
        const found: ListedInstance[] = [];
        let page: string | undefined;
        do {
            const NextToken = page;
            const answer = await aws.call({
                action: "ec2:DescribeInstances",
                subject: tag === undefined ? "the instances" : `the instances with the tag ${tag.key}=${tag.value}`,
                deadline,
                send: (abortSignal) =>
                    ec2.send(
                        new vendor.DescribeInstancesCommand({
                            Filters: filters,
                            MaxResults: PAGE_SIZE,
                            ...(NextToken === undefined ? {} : { NextToken }),
                        }),
                        { abortSignal },
                    ),
            });
            for (const reservation of answer.Reservations ?? []) {
                const names = (reservation.Instances ?? []).map(
                    ({ Tags = [] }) => Tags.find(({ Key }) => Key === "Name")?.Value ?? "",
                );
                found.push(
                    ...factsOfReservation(reservation).map((facts, index) =>
                        Object.freeze({ facts, name: names[index] ?? "" }),
                    ),
                );
            }
            page = answer.NextToken || undefined;
        } while (page !== undefined);
        return found;
    };
}
