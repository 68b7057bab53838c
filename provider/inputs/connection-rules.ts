import { isIP } from "node:net";
import { propertyPath } from "../base/property-path";
import { type CheckFailure, checkFailure } from "./checker";
import { isUnknown } from "./unknown";

/** An endpoint leads to addresses of instances, and to two ports. */
export function checkEndpoint(
    { route, endpointId, address, port }: Record<string, unknown>,
    path: string,
): CheckFailure[] {
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

/** A policy of pinned keys needs keys. */
export function checkPinned({ hostKeyPolicy, hostKeys }: Record<string, unknown>, path: string): CheckFailure[] {
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
