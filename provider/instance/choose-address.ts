import type { InstanceFacts } from "../aws/aws";
import { ProviderError } from "../base/error";
import type { Words } from "../base/words";
import type { ConnectionInputs } from "../inputs/inputs";
import type { Target } from "./target";

type Way = Pick<Target, "route" | "address">;
type OwnRoute = "public" | "private" | "ipv6";

const ADDRESS_NAMES: Readonly<Record<OwnRoute, string>> = {
    public: "public IPv4 address",
    ipv6: "IPv6 address",
    private: "private IPv4 address",
};

/** A private address comes last: while its host key is unknown, a stranger on the local network could have the same one. */
const AUTO_ORDER: readonly OwnRoute[] = ["public", "ipv6", "private"];

/**
 * Chooses the address to dial: the one that the program gave, else the instance's own by the route that it asked for.
 * @throws {ProviderError} the instance has no such address: the message lists those that it has.
 */
export function chooseAddress(facts: InstanceFacts, connection: Pick<ConnectionInputs, "route" | "address">): Way {
    if (connection.address !== undefined) {
        return { route: "given", address: connection.address };
    }
    const candidates = connection.route === "auto" ? AUTO_ORDER : [connection.route];
    for (const route of candidates) {
        const address = addressesOf(facts)[route];
        if (address !== undefined) {
            return { route, address };
        }
    }
    throw noAddressError(facts, connection.route);
}

function addressesOf(facts: InstanceFacts): Readonly<Record<OwnRoute, string | undefined>> {
    return { public: facts.publicIpAddress, ipv6: facts.ipv6Address, private: facts.privateIpAddress };
}

function noAddressError(facts: InstanceFacts, route: ConnectionInputs["route"]): ProviderError {
    const held = AUTO_ORDER.filter((name) => addressesOf(facts)[name] !== undefined);
    const missing = route === "auto" ? "address" : ADDRESS_NAMES[route];
    return new ProviderError({
        code: "AWS_NO_ADDRESS",
        summary: `Could not connect to ${facts.instanceId}: the instance has no ${missing}.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [
            ["Route", route],
            ...AUTO_ORDER.map((name): [string, string] => [ADDRESS_NAMES[name], addressesOf(facts)[name] ?? "none"]),
        ],
        remedies: [
            ...(held.length > 0
                ? [
                      ({ route: way }: Words) =>
                          `Set ${way} to ${held.map((name) => `"${name}"`).join(" or ")}, or leave it out.`,
                  ]
                : []),
            `Give the instance ${missing === "address" ? "an address" : `a ${missing}`.replace("a IPv6", "an IPv6")}.`,
            ({ address }) => `If the instance is behind an address that AWS does not know, set ${address}.`,
        ],
    });
}
