import type { EC2InstanceConnectClient } from "@aws-sdk/client-ec2-instance-connect";
import type { Deadline } from "../base/deadline";
import { ProviderError } from "../base/error";
import type { Aws } from "./aws";

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
        return client.send(new vendor.SendSSHPublicKeyCommand(toWire(push)), { abortSignal });
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
        const requestId = answer.RequestId ?? answer.$metadata.requestId ?? "";
        // The SDK takes HTTP 200 for success whatever the answer says.
        if (answer.Success !== true) {
            throw notTakenError(push, requestId);
        }
        return { requestId };
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

/** Instance Connect answered without an error, and without success. */
export function notTakenError(push: KeyPush, requestId: string): ProviderError {
    return new ProviderError({
        code: "EIC_PUSH_FAILED",
        summary: `Could not push the SSH key to ${push.instanceId}: Instance Connect reported that the push failed and gave no reason.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [
            ["OS user", push.osUser],
            ["Request ID", requestId || "none"],
        ],
        remedies: ["Run again.", "If this happens again, give the request ID to AWS Support."],
    });
}
