import { isIP } from "node:net";
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
        ...checkEndpoint(connection, path),
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

/** An endpoint leads to addresses of instances, and to two ports. */
function checkEndpoint({ route, endpointId, address, port }: Record<string, unknown>, path: string): CheckFailure[] {
    const isNamed = typeof endpointId === "string" && !isUnknown(endpointId);
    const isOtherRoute = typeof route === "string" && !isUnknown(route) && route !== "auto" && route !== "endpoint";
    if (isNamed && isOtherRoute) {
        const reason = `it is not used with the route ${JSON.stringify(route)}; leave out one of the two.`;
        return [{ property: propertyPath(path, "endpointId"), reason }];
    }
    if (route !== "endpoint" && !isNamed) {
        return [];
    }
    const badAddress = typeof address === "string" && !isUnknown(address) && isIP(address) === 0;
    const badPort = typeof port === "number" && port !== 22 && port !== 3389;
    return [
        ...(badAddress
            ? [
                  {
                      property: propertyPath(path, "address"),
                      reason: "an endpoint connects to an IPv4 or IPv6 address of the instance only; leave it out, or give one of these.",
                  },
              ]
            : []),
        ...(badPort
            ? [
                  {
                      property: propertyPath(path, "port"),
                      reason: `an endpoint connects to ports 22 and 3389 only; got ${port}.`,
                  },
              ]
            : []),
    ];
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
