import { judgePrivateKey } from "../base/private-key";
import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { connectionRows } from "./connection-rows";
import { type ParsedRows, parseRows } from "./parse-rows";
import { isUnknown } from "./unknown";
import { valueKind } from "./value-kind";

/** How the program asked to reach the instance, checked, with defaults filled in. */
export type ConnectionInputs = ParsedRows<(typeof connectionRows)[number]>;

const CONNECTION = { expected: "an object", example: '{ osUser: "ubuntu" }' };

/** How to reach the instance. */
export const connectionKind = valueKind<ConnectionInputs>({
    type: "[`ConnectionArgs`](#connectionargs)",
    inputType: "ConnectionArgs",
    outputType: "pulumi.Unwrap<ConnectionArgs>",
    expectation: undefined,
    check: (value, path, isSecret) => checkConnection(value, path, isSecret),
    parse: (value) => parseRows(connectionRows, value),
});

const checkConnection: Check = (value, path, isSecret) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return [checkFailure(path, CONNECTION, describeValue(value, isSecret(path)))];
    }
    const connection = value as Record<string, unknown>;
    return [
        ...checkProperties(connection, connectionRows, (name) => propertyPath(path, name), isSecret),
        ...checkPinned(connection, path),
        ...checkOwnKey(connection, path),
    ];
};

/** The reason never repeats a part of the key. */
function checkOwnKey({ privateKey, passphrase, keyType }: Record<string, unknown>, path: string): CheckFailure[] {
    if (typeof privateKey !== "string") {
        const isAlone = (privateKey ?? null) === null && (passphrase ?? null) !== null;
        const reason = "there is no privateKey for it to open; give both or neither.";
        return isAlone ? [{ property: propertyPath(path, "passphrase"), reason }] : [];
    }
    if (isUnknown(privateKey) || isUnknown(passphrase)) {
        return [];
    }
    const verdict = judgePrivateKey(privateKey, typeof passphrase === "string" ? passphrase : undefined);
    const failures =
        verdict.kind === "refused" ? [{ property: propertyPath(path, verdict.concerns), reason: verdict.reason }] : [];
    const both = "privateKey is given, so no fresh key is made; leave out one of the two.";
    return (keyType ?? null) === null
        ? failures
        : [...failures, { property: propertyPath(path, "keyType"), reason: both }];
}

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
