import type { InstanceFacts } from "../aws/aws";
import { ProviderError } from "../base/error";
import type { Words } from "../base/words";

export type OwnRoute = "public" | "private" | "ipv6";

const ADDRESS_NAMES: Readonly<Record<OwnRoute, string>> = {
    public: "public IPv4 address",
    ipv6: "IPv6 address",
    private: "private IPv4 address",
};

const ORDER: readonly OwnRoute[] = ["public", "ipv6", "private"];

/** The addresses of an instance, by the names of the routes to them. */
export function addressesOf(facts: InstanceFacts): Readonly<Record<OwnRoute, string | undefined>> {
    return { public: facts.publicIpAddress, ipv6: facts.ipv6Address, private: facts.privateIpAddress };
}

/** The instance has no address of the kind that is asked for: the message lists those that it has. */
export function noAddressError(facts: InstanceFacts, route: OwnRoute | "auto"): ProviderError {
    const held = ORDER.filter((name) => addressesOf(facts)[name] !== undefined);
    const missing = route === "auto" ? "address" : ADDRESS_NAMES[route];
    return new ProviderError({
        code: "AWS_NO_ADDRESS",
        summary: `Could not connect to ${facts.instanceId}: the instance has no ${missing}.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [
            ["Route", route],
            ...ORDER.map((name): [string, string] => [ADDRESS_NAMES[name], addressesOf(facts)[name] ?? "none"]),
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
