import type { LabClock } from "../clock";
import type { LabEndpoint } from "../endpoint/endpoint";
import type { LabImage } from "../instances/image";
import type { InstanceControl } from "../instances/instance";
import type { LaunchOptions } from "../instances/launch-options";
import type { NetworkOptions, SecurityGroup } from "../network/security-group";
import type { Policy } from "../policy/policy";
import { ApiError } from "./api-error";
import type { AccessKey } from "./signature";
import type { XmlValue } from "./xml";

/** What the API's actions see of the lab. */
export interface World {
    readonly region: string;
    readonly accountId: string;
    readonly clock: LabClock;
    readonly accessKeys: ReadonlyArray<AccessKey & { readonly arn: string; readonly userId: string }>;
    readonly instances: ReadonlyMap<string, InstanceControl>;
    readonly images: ReadonlyMap<string, LabImage>;
    readonly endpoints: readonly LabEndpoint[];
    readonly vpcId: string;
    readonly securityGroups: ReadonlyMap<string, SecurityGroup>;
    readonly network: Required<NetworkOptions>;
    /** What callers may do; everything if undefined. */
    readonly policy: Policy | undefined;
    launch(options: LaunchOptions): Promise<InstanceControl>;
}

/** One call of an action, signed and allowed. */
export interface Call {
    readonly world: World;
    /** Of a query protocol call. */
    readonly parameters: URLSearchParams;
    /** Of a JSON call. */
    readonly input: Readonly<Record<string, unknown>>;
    readonly requestId: string;
    readonly accessKeyId: string;
}

/** Answers one action, or throws an {@link ApiError}. */
export type Action = (call: Call) => XmlValue | Promise<XmlValue>;

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** The instances of these ids. @throws {ApiError} an id is malformed, or nobody knows it. */
export function findInstances(world: World, instanceIds: readonly string[]): InstanceControl[] {
    for (const id of instanceIds) {
        if (!INSTANCE_ID.test(id)) throw new ApiError("InvalidInstanceID.Malformed", `Invalid id: "${id}"`);
    }
    const unknown = instanceIds.filter((id) => !world.instances.has(id));
    if (unknown.length === 1) {
        throw new ApiError("InvalidInstanceID.NotFound", `The instance ID '${unknown[0]}' does not exist`);
    }
    if (unknown.length > 1) {
        throw new ApiError("InvalidInstanceID.NotFound", `The instance IDs '${unknown.join(", ")}' do not exist`);
    }
    return instanceIds.flatMap((id) => world.instances.get(id) ?? []);
}
