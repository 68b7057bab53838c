import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from "@aws-sdk/client-ec2-instance-connect";
import type { Lab, LabInstance } from "../../lab";
import { systemClock } from "../../provider/base/clock";
import { makeDeadline } from "../../provider/base/deadline";
import { silentLog } from "../../provider/base/log";
import { directRoute } from "../../provider/instance/way";
import type { SessionRequest } from "../../provider/session";

/** A request for a session on an instance of the lab: pushes by the real SDK, trusts on first use, has five minutes. */
export function labRequest(
    lab: Pick<Lab, "endpoint" | "region" | "credentials">,
    instance: Pick<LabInstance, "instanceId" | "availabilityZone" | "privateAddress" | "port">,
    changes: Partial<SessionRequest> = {},
): SessionRequest {
    const client = new EC2InstanceConnectClient({
        endpoint: lab.endpoint,
        region: lab.region,
        credentials: lab.credentials,
    });
    return {
        target: {
            instanceId: instance.instanceId,
            availabilityZone: instance.availabilityZone,
            osUser: "ec2-user",
        },
        routes: [directRoute("private", instance.privateAddress, instance.port)],
        routeChoice: "private",
        credentialsKey: "lab",
        hostKeyPolicy: "trust-on-first-use",
        hostKeys: [],
        recordedHostKeys: [],
        deadline: makeDeadline(systemClock, 300_000),
        push: async (SSHPublicKey) => {
            const answer = await client.send(
                new SendSSHPublicKeyCommand({
                    InstanceId: instance.instanceId,
                    InstanceOSUser: "ec2-user",
                    SSHPublicKey,
                }),
            );
            return { requestId: answer.RequestId ?? "" };
        },
        log: silentLog,
        ...changes,
    };
}
