import { judgePrivateKey } from "../base/private-key";
import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { connectionRows } from "./connection-rows";
import { checkEndpoint, checkPinned } from "./connection-rules";
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
    shape: { object: "Connection" },
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
        ...checkJump(connection, path),
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

/** What the way through a jump host, or a proxy, leaves to choose. */
function checkJump({ via, proxy, route, endpointId }: Record<string, unknown>, path: string): CheckFailure[] {
    // One that is not known yet may turn out to be none.
    const isGiven = (value: unknown) => (value ?? null) !== null && !isUnknown(value);
    const refusal = (name: string, reason: string) => ({ property: propertyPath(path, name), reason });
    const failures: CheckFailure[] = [];
    if (isGiven(via) && isGiven(endpointId)) {
        failures.push(refusal("endpointId", "it is not used with a jump host (via); leave out one of the two."));
    }
    if (isGiven(via) && (route === "public" || route === "endpoint")) {
        const reason = `from a jump host (via), an instance is reached by the route "auto", "private" or "ipv6"; got ${JSON.stringify(route)}.`;
        failures.push(refusal("route", reason));
    }
    const isTunnel =
        route === "endpoint" || (typeof via === "object" && via !== null && "route" in via && via.route === "endpoint");
    if (isGiven(proxy) && isTunnel) {
        const reason = "an endpoint is reached through HTTPS_PROXY, not through this proxy; leave it out.";
        failures.push(refusal("proxy", reason));
    }
    return failures;
}
