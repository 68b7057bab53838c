import { checkProperties } from "./check-properties";
import type { CheckFailure } from "./checker";
import { configurationRows } from "./configuration-rows";
import { secretsAt } from "./secret-paths";
import { isUnknown } from "./unknown";

type Raw = Readonly<Record<string, unknown>>;

/** What of the provider's configuration is secret, or holds something that is: encrypted in state as a whole. */
const SECRET_PARTS: ReadonlyMap<string, readonly string[]> = new Map([
    ["assumeRole", ["externalId"]],
    ["assumeRoles", ["externalId"]],
    ["assumeRoleWithWebIdentity", ["webIdentityToken"]],
    ["connection", ["privateKey", "passphrase", "proxy"]],
]);

/**
 * Every failure of the provider's configuration at once, each at its path. Unknown values pass. Contacts nobody, and shows no secret:
 * neither what is always one nor what lies at the paths that the program marked.
 */
export function checkConfiguration(raw: Raw, secretPaths: readonly string[] = []): CheckFailure[] {
    const isSecret = secretsAt([...secretConfiguration(raw), ...secretPaths]);
    return [
        ...checkProperties(raw, configurationRows, (name) => name, isSecret),
        ...checkKeys(raw),
        ...checkToken(raw),
        ...checkRoles(raw),
        ...checkAccounts(raw),
    ];
}

/** The names of arguments that are secret whether or not the program marked them. */
export function secretConfiguration(raw: Raw): string[] {
    const always = configurationRows.filter(({ secret }) => secret).map(({ name }) => name);
    const holding = [...SECRET_PARTS].filter(([name, parts]) => {
        const value = raw[name];
        const objects = (Array.isArray(value) ? value : [value]).filter(isMap);
        return objects.some((object) => parts.some((part) => (object[part] ?? null) !== null));
    });
    return [...always, ...holding.map(([name]) => name)];
}

/** One key without the other would be no credentials, and those of somebody else would be used in their place. */
function checkKeys({ accessKey, secretKey, token }: Raw): CheckFailure[] {
    const [hasId, hasSecret] = [isGiven(accessKey), isGiven(secretKey)];
    const failures: CheckFailure[] = [];
    if (hasId !== hasSecret) {
        const [missing, given] = hasId ? ["secretKey", "accessKey"] : ["accessKey", "secretKey"];
        failures.push({
            property: missing,
            reason: `expected a value, since ${given} is given; give both or neither.`,
        });
    }
    if (isGiven(token) && !hasId && !hasSecret) {
        failures.push({
            property: "token",
            reason: "it belongs to an access key: give accessKey and secretKey, or leave it out.",
        });
    }
    return failures;
}

function checkToken({ assumeRoleWithWebIdentity: identity }: Raw): CheckFailure[] {
    const isDoubled = isMap(identity) && isGiven(identity.webIdentityToken) && isGiven(identity.webIdentityTokenFile);
    const reason = "expected webIdentityToken or webIdentityTokenFile; got both.";
    return isDoubled ? [{ property: "assumeRoleWithWebIdentity", reason }] : [];
}

/** Of two that the program took for used, one would not be. */
function checkRoles({ assumeRole, assumeRoles }: Raw): CheckFailure[] {
    const reason = "expected assumeRole or assumeRoles; got both.";
    return isGiven(assumeRole) && isGiven(assumeRoles) ? [{ property: "assumeRoles", reason }] : [];
}

function checkAccounts({ allowedAccountIds, forbiddenAccountIds }: Raw): CheckFailure[] {
    const allowed = new Set(Array.isArray(allowedAccountIds) ? allowedAccountIds.map(String) : []);
    const forbidden: readonly unknown[] = Array.isArray(forbiddenAccountIds) ? forbiddenAccountIds : [];
    return forbidden.flatMap((id, index) =>
        !isUnknown(id) && allowed.has(String(id))
            ? [
                  {
                      property: `forbiddenAccountIds[${index}]`,
                      reason: "the same account is in allowedAccountIds; leave it out of one.",
                  },
              ]
            : [],
    );
}

function isGiven(value: unknown): boolean {
    return value !== undefined && value !== null && value !== "";
}

function isMap(value: unknown): value is Raw {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
