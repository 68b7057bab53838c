import type { EC2InstanceConnectClient, SendSSHPublicKeyCommandOutput } from "@aws-sdk/client-ec2-instance-connect";
import type { Deadline } from "../base/deadline";
import type { Aws } from "./aws";
import { PUSH_NOT_TAKEN } from "./key-push-rules";

export interface KeyPush {
    readonly instanceId: string;
    readonly osUser: string;
    /** One OpenSSH public key line, without a comment. */
    readonly publicKey: string;
    readonly availabilityZone: string;
}

/** Pushes a public key for one OS user; it lapses after 60 seconds. */
export type PushKey = (push: KeyPush, deadline: Deadline) => Promise<{ readonly requestId: string }>;

/** What the API takes; a zone of another shape (a Local Zone's) would fail the call, which does without. */
const ZONE_PATTERN = /^(\w+-){2,3}\d+\w+$/;
/** Instance Connect may not know an instance that EC2 has just launched. */
const NOT_FOUND_GRACE_MS = 30_000;

/**
 * Makes the function that pushes keys (SendSSHPublicKey) with the region, credentials, retries and error texts of `aws`.
 * Loads the AWS client with the first push, not before.
 * @throws {ProviderError} from the function: AWS refused, or answered nothing useful until the deadline.
 */
export function makePushKey(aws: Pick<Aws, "describeInstance" | "clientConfig" | "call">): PushKey {
    let client: EC2InstanceConnectClient | undefined;
    const send = async (push: KeyPush, abortSignal: AbortSignal) => {
        const vendor =
            require("@aws-sdk/client-ec2-instance-connect") as typeof import("@aws-sdk/client-ec2-instance-connect");
        client ??= new vendor.EC2InstanceConnectClient(aws.clientConfig("ec2-instance-connect"));
        const answer = await client.send(new vendor.SendSSHPublicKeyCommand(toWire(push)), { abortSignal });
        // The SDK takes HTTP 200 for success whatever the answer says.
        if (answer.Success !== true) {
            throw notTakenError(answer);
        }
        return answer;
    };
    return async (push, deadline) => {
        const answer = await aws.call({
            action: "ec2-instance-connect:SendSSHPublicKey",
            subject: push.instanceId,
            deadline,
            notFoundGraceMs: NOT_FOUND_GRACE_MS,
            alsoRetry: async (errorName) =>
                errorName === "EC2InstanceStateInvalidException" && (await isPending(push.instanceId, aws, deadline)),
            send: (signal) => send(push, signal),
        });
        return { requestId: requestIdOf(answer) };
    };
}

function toWire(push: KeyPush) {
    return {
        InstanceId: push.instanceId,
        InstanceOSUser: push.osUser,
        SSHPublicKey: push.publicKey,
        ...(ZONE_PATTERN.test(push.availabilityZone) ? { AvailabilityZone: push.availabilityZone } : {}),
    };
}

async function isPending(instanceId: string, aws: Pick<Aws, "describeInstance">, deadline: Deadline): Promise<boolean> {
    const facts = await aws.describeInstance(instanceId, deadline).catch(() => undefined);
    return facts?.state === "pending";
}

/** Instance Connect answered without an error, and without success: as an error, so that it is tried again like the others. */
function notTakenError(answer: SendSSHPublicKeyCommandOutput): Error {
    return Object.assign(new Error(""), { name: PUSH_NOT_TAKEN, $metadata: { requestId: requestIdOf(answer) } });
}

function requestIdOf(answer: SendSSHPublicKeyCommandOutput): string {
    return answer.RequestId ?? answer.$metadata.requestId ?? "";
}
