import { partitionOf } from "../../provider/base/partition";
import type { IncomingCall } from "../api/incoming";
import { listParameter } from "../api/query";
import type { World } from "../api/world";
import type { LabEndpoint } from "../endpoint/endpoint";
import type { AccessedResource, AccessRequest } from "./policy";

/** What the lab must know of itself to name resources. */
export type Place = Pick<World, "region" | "accountId">;

/** EC2's actions that are about instances. For all others that the lab has, but RunInstances, AWS knows no narrower resource than `*`. */
const ABOUT_INSTANCES = [
    "GetConsoleOutput",
    "StopInstances",
    "StartInstances",
    "TerminateInstances",
    "RebootInstances",
];

/** What a call of the API asks for; undefined where IAM has no say: who calls may always ask who that is. */
export function accessRequestOf(
    call: Pick<IncomingCall, "service" | "action" | "parameters" | "input">,
    world: World,
    callerArn: string,
): AccessRequest | undefined {
    const { service, action, parameters, input } = call;
    if (service === "sts") return undefined;
    const caller = callerContext(world, callerArn);
    const instance = (instanceId: string, more: Readonly<Record<string, string>> = {}) => ({
        arn: arnOf(world, "instance", instanceId),
        context: { ...caller, ...tagContext(world.instances.get(instanceId)?.instance.tags), ...more },
    });
    const resources = (): readonly AccessedResource[] => {
        if (action === "SendSSHPublicKey") {
            return [instance(String(input.InstanceId), { "ec2:osuser": String(input.InstanceOSUser) })];
        }
        if (action === "RunInstances") {
            const image = `arn:${partitionOf(world.region)}:ec2:${world.region}::image/${parameters.get("ImageId")}`;
            return [instance("*"), { arn: image, context: caller }];
        }
        if (ABOUT_INSTANCES.includes(action)) {
            const ids = [...listParameter(parameters, "InstanceId"), ...parameters.getAll("InstanceId")];
            return ids.map((instanceId) => instance(instanceId));
        }
        return [{ arn: "*", context: caller }];
    };
    return { action: `${service}:${action}`, resources: resources() };
}

/** Who asks an endpoint for a tunnel, and to where. */
interface TunnelAsked extends Pick<LabEndpoint, "endpointId" | "tags"> {
    readonly query: URLSearchParams;
    readonly callerArn: string;
}

/** What an opening tunnel asks for. */
export function tunnelAccess({ endpointId, tags, query, callerArn }: TunnelAsked, place: Place): AccessRequest {
    const given = ["remotePort", "privateIpAddress", "maxTunnelDuration"].flatMap((name) => {
        const value = query.get(name);
        return value === null ? [] : [[`ec2-instance-connect:${name}`, value] as const];
    });
    return {
        action: "ec2-instance-connect:OpenTunnel",
        resources: [
            {
                arn: arnOf(place, "instance-connect-endpoint", endpointId),
                context: { ...callerContext(place, callerArn), ...tagContext(tags), ...Object.fromEntries(given) },
            },
        ],
    };
}

function arnOf({ region, accountId }: Place, kind: string, id: string): string {
    return `arn:${partitionOf(region)}:ec2:${region}:${accountId}:${kind}/${id}`;
}

function callerContext({ region, accountId }: Place, callerArn: string): Record<string, string> {
    return {
        "aws:PrincipalArn": callerArn,
        "aws:PrincipalAccount": accountId,
        "aws:RequestedRegion": region,
        "ec2:Region": region,
        "aws:SourceIp": "127.0.0.1",
    };
}

function tagContext(tags: Readonly<Record<string, string>> = {}): Record<string, string> {
    return Object.fromEntries(
        Object.entries(tags).flatMap(([key, value]) => [
            [`aws:ResourceTag/${key}`, value],
            [`ec2:ResourceTag/${key}`, value],
        ]),
    );
}
