import { checkProperties } from "./check-properties";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { connectionRows } from "./connection-rows";
import { propertyPath } from "./path";
import { isUnknown } from "./unknown";

const CONNECTION = { expected: "an object", example: '{ osUser: "ubuntu" }' };

/** A check for how to reach the instance. */
export const checkConnection: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, CONNECTION, describeValue(value, isSecret(path)))];
    }
    const connection = value as Record<string, unknown>;
    return [
        ...checkProperties(connection, connectionRows, (name) => propertyPath(path, name), isSecret),
        ...checkPinned(connection, path),
    ];
};

function checkPinned({ hostKeyPolicy, hostKeys }: Record<string, unknown>, path: string): CheckFailure[] {
    const hasHostKeys =
        isUnknown(hostKeys) || (Array.isArray(hostKeys) ? hostKeys.length > 0 : (hostKeys ?? null) !== null);
    if (hostKeyPolicy !== "pinned" || hasHostKeys) {
        return [];
    }
    const expectation = {
        expected: 'at least one host key with the policy "pinned"',
        example: '["ssh-ed25519 AAAAC3Nza…"] or another resource\'s hostKeys',
    };
    return [checkFailure(propertyPath(path, "hostKeys"), expectation, "none")];
}
