import { judgePrivateKey } from "../base/private-key";
import { propertyPath } from "../base/property-path";
import { checkProperties } from "./check-properties";
import { type Check, type CheckFailure, checkFailure, describeValue } from "./checker";
import { connectionRows } from "./connection-rows";
import { conflictFailures, connectionConflicts } from "./connection-rules";
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
        ...checkOwnKey(connection, path),
        ...conflictFailures(connectionConflicts, connection, { path, isSecret }),
    ];
};

/** The reason never repeats a part of the key. */
function checkOwnKey({ privateKey, passphrase }: Record<string, unknown>, path: string): CheckFailure[] {
    if (typeof privateKey !== "string") {
        const isAlone = (privateKey ?? null) === null && (passphrase ?? null) !== null;
        const reason = "there is no privateKey for it to open; give both or neither.";
        return isAlone ? [{ property: propertyPath(path, "passphrase"), reason }] : [];
    }
    if (isUnknown(privateKey) || isUnknown(passphrase)) {
        return [];
    }
    const verdict = judgePrivateKey(privateKey, typeof passphrase === "string" ? passphrase : undefined);
    return verdict.kind === "refused"
        ? [{ property: propertyPath(path, verdict.concerns), reason: verdict.reason }]
        : [];
}
