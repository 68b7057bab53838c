import { ApiError } from "./api-error";
import { checkPublicKey, refuse } from "./public-key";
import type { Action } from "./world";

interface Limit {
    readonly name: string;
    readonly optional?: boolean;
    readonly shortest: number;
    readonly longest: number;
    readonly pattern?: RegExp;
}

/** The documented patterns and lengths of SendSSHPublicKey. */
const LIMITS: readonly Limit[] = [
    { name: "InstanceId", shortest: 10, longest: 32, pattern: /^i-[a-f0-9]+$/ },
    {
        name: "InstanceOSUser",
        shortest: 1,
        longest: 32,
        pattern: /^([A-Za-z_][A-Za-z0-9@._-]{0,30}[A-Za-z0-9$_-]?|\d{1,32}[A-Za-z@._-][A-Za-z0-9@._-]{0,31})$/,
    },
    { name: "SSHPublicKey", shortest: 80, longest: 4096 },
    { name: "AvailabilityZone", optional: true, shortest: 6, longest: 32, pattern: /^(\w+-){2,3}\d+\w+$/ },
];

/** SendSSHPublicKey: puts a key on a running instance. A user that the instance doesn't have is no reason to refuse. */
export const sendSshPublicKey: Action = ({ world, input, requestId }) => {
    for (const limit of LIMITS) checkLimit(limit, input[limit.name]);
    const control = world.instances.get(String(input.InstanceId));
    if (!control) throw new ApiError("EC2InstanceNotFoundException", `Instance ${input.InstanceId} not found.`);
    const { instance } = control;
    if (input.AvailabilityZone !== undefined && input.AvailabilityZone !== instance.availabilityZone) {
        throw refuse(`Instance ${instance.instanceId} is not in Availability Zone ${input.AvailabilityZone}`);
    }
    if (instance.state !== "running") {
        throw new ApiError(
            "EC2InstanceStateInvalidException",
            `Instance ${instance.instanceId} is not in a valid state: ${instance.state}`,
        );
    }
    control.pushKey(String(input.InstanceOSUser), checkPublicKey(String(input.SSHPublicKey)), requestId);
    return { RequestId: requestId, Success: true };
};

function checkLimit(limit: Limit, value: unknown): void {
    const member = limit.name.charAt(0).toLowerCase() + limit.name.slice(1);
    if (value === undefined || value === null) {
        if (!limit.optional) throw validationError("null", member, "Member must not be null");
        return;
    }
    if (typeof value !== "string") throw new ApiError("SerializationException", `${limit.name} must be a string`);
    if (value.length < limit.shortest) {
        throw validationError(value, member, `Member must have length greater than or equal to ${limit.shortest}`);
    }
    if (value.length > limit.longest) {
        throw validationError(value, member, `Member must have length less than or equal to ${limit.longest}`);
    }
    if (limit.pattern && !limit.pattern.test(value)) {
        const source = limit.pattern.source;
        throw validationError(value, member, `Member must satisfy regular expression pattern: ${source}`);
    }
}

function validationError(value: string, member: string, constraint: string): ApiError {
    const text = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
    return new ApiError("InvalidArgsException", text);
}
