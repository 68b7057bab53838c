import { describeEndpoints, describeImages, describeInstances, getConsoleOutput } from "./describe";
import {
    describeInstanceStatus,
    describeNetworkAcls,
    describeRouteTables,
    describeSecurityGroups,
} from "./describe-network";
import { sendSshPublicKey } from "./instance-connect";
import { rebootInstances, runInstances, startInstances, stopInstances, terminateInstances } from "./life-cycle";
import type { ServiceName } from "./services";
import type { Action } from "./world";

/** GetCallerIdentity: the account and the ARN that the access key stands for. */
const getCallerIdentity: Action = ({ world, accessKeyId }) => {
    const key = world.accessKeys.find((known) => known.accessKeyId === accessKeyId);
    return { Arn: key?.arn, UserId: key?.userId, Account: world.accountId };
};

/** Every action that the lab answers, by service. */
export const actions: Readonly<Record<ServiceName, Readonly<Record<string, Action>>>> = {
    ec2: {
        DescribeInstances: describeInstances,
        DescribeImages: describeImages,
        DescribeInstanceConnectEndpoints: describeEndpoints,
        DescribeInstanceStatus: describeInstanceStatus,
        DescribeSecurityGroups: describeSecurityGroups,
        DescribeNetworkAcls: describeNetworkAcls,
        DescribeRouteTables: describeRouteTables,
        GetConsoleOutput: getConsoleOutput,
        RunInstances: runInstances,
        StopInstances: stopInstances,
        StartInstances: startInstances,
        TerminateInstances: terminateInstances,
        RebootInstances: rebootInstances,
    },
    sts: { GetCallerIdentity: getCallerIdentity },
    "ec2-instance-connect": { SendSSHPublicKey: sendSshPublicKey },
};
