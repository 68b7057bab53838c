import type { AclEntry, SecurityGroupFacts, SecurityRule, StatusChecks } from "../aws/looks";
import type { Finding } from "./finding";

const TCP = ["tcp", "6", "-1"];

function isForPort(
    { protocol, fromPort, toPort }: Pick<SecurityRule, "protocol" | "fromPort" | "toPort">,
    port: number,
) {
    const isWithin = fromPort === undefined || toPort === undefined || (fromPort <= port && port <= toPort);
    return TCP.includes(protocol) && (protocol === "-1" || isWithin);
}

/** AWS's own checks: an instance that fails them, or is being checked for the first time, may not answer. */
export function lookAtStatus(checks: StatusChecks | undefined): readonly Finding[] {
    if (checks === undefined) {
        return [];
    }
    const parts = [
        ["system", checks.system],
        ["instance", checks.instance],
    ] as const;
    const bad = parts.filter(([, status]) => status !== "ok" && status !== "");
    if (bad.length === 0) {
        return [];
    }
    const isStarting = bad.every(([, status]) => status === "initializing");
    return [
        {
            certainty: isStarting ? "fact" : "cause",
            about: "Status checks",
            sentence: bad.map(([name, status]) => `the ${name} status check is ${status}`).join(", and "),
            ...(isStarting
                ? {}
                : {
                      remedy: "See what fails: aws ec2 get-console-output --latest --instance-id <id>; then reboot the instance, or stop and start it.",
                  }),
        },
    ];
}

/** Where a connection comes from, as far as it is known. */
export interface ComesFrom {
    /** Security groups of the endpoint; undefined: from an address that is not known. */
    readonly groupIds: readonly string[] | undefined;
}

/** What the instance's security groups let in on the port. A verdict is given where nothing is let in, or from where is known. */
export function lookAtInbound(
    groups: readonly SecurityGroupFacts[],
    port: number,
    { groupIds }: ComesFrom,
): readonly Finding[] {
    if (groups.length === 0) {
        return [];
    }
    const about = "Security groups";
    const names = groups.map(({ groupId }) => groupId).join(", ");
    const rules = groups.flatMap(({ inbound }) => inbound).filter((rule) => isForPort(rule, port));
    if (rules.length === 0) {
        const from =
            groupIds === undefined ? "this machine" : `the endpoint's group ${groupIds.join(" or ") || "or subnet"}`;
        return [
            {
                certainty: "cause",
                about,
                sentence: `no inbound rule of ${names} allows TCP port ${port}`,
                remedy: `Add an inbound rule for TCP port ${port} from ${from} to ${groups[0]?.groupId ?? "the group"}.`,
            },
        ];
    }
    const allowed = [
        ...new Set(rules.flatMap(({ ranges, groupIds: from, prefixLists }) => [...ranges, ...from, ...prefixLists])),
    ];
    const isClosed =
        groupIds !== undefined &&
        rules.every(({ ranges, prefixLists }) => ranges.length + prefixLists.length === 0) &&
        !rules.some((rule) => rule.groupIds.some((from) => groupIds.includes(from)));
    const sentence = `${names} allow TCP port ${port} from ${allowed.join(", ") || "nowhere"}`;
    return isClosed
        ? [
              {
                  certainty: "cause",
                  about,
                  sentence: `${sentence}, and the endpoint is in ${groupIds.join(", ") || "none of them"}`,
                  remedy: `Allow TCP port ${port} from ${groupIds[0] ?? "the endpoint's group"} in the inbound rules of ${groups[0]?.groupId ?? "the group"}.`,
              },
          ]
        : [{ certainty: "fact", about, sentence }];
}

/** Whether the endpoint's own groups let it reach the instance. */
export function lookAtOutbound(
    groups: readonly SecurityGroupFacts[],
    port: number,
    target: { readonly groupIds: readonly string[] },
): readonly Finding[] {
    const rules = groups.flatMap(({ outbound }) => outbound).filter((rule) => isForPort(rule, port));
    const reaches = rules.some(
        ({ ranges, groupIds, prefixLists }) =>
            ranges.length + prefixLists.length > 0 || groupIds.some((group) => target.groupIds.includes(group)),
    );
    const names = groups.map(({ groupId }) => groupId).join(", ");
    return groups.length === 0 || reaches
        ? []
        : [
              {
                  certainty: "cause",
                  about: "Endpoint",
                  sentence: `no outbound rule of ${names}, the endpoint's security groups, allows TCP port ${port} to the instance`,
                  remedy: `Allow TCP port ${port} to the instance's security group in the outbound rules of ${groups[0]?.groupId ?? "the endpoint's group"}.`,
              },
          ];
}

/** What the network ACL of the subnet says of the port: entries are tried in order, and the first that matches decides. */
export function lookAtAcl(entries: readonly AclEntry[], port: number): readonly Finding[] {
    const inbound = entries.filter((entry) => !entry.isOutbound && isForPort(entry, port));
    if (entries.length === 0) {
        return [];
    }
    const isOpen = inbound.some(({ allows }) => allows);
    const first = inbound[0];
    if (!isOpen) {
        return [
            {
                certainty: "cause",
                about: "Network ACL",
                sentence: `no inbound entry of the subnet's network ACL allows TCP port ${port}`,
                remedy: `Allow TCP port ${port} in the inbound entries of the subnet's network ACL, and ports 1024 to 65535 in the outbound ones.`,
            },
        ];
    }
    const isPlain = first?.allows === true && first.range === "0.0.0.0/0";
    const shown = inbound
        .slice(0, 4)
        .map(({ number, allows, range }) => `${number} ${allows ? "allows" : "denies"} ${range}`);
    return isPlain
        ? []
        : [{ certainty: "fact", about: "Network ACL", sentence: `for TCP port ${port}: ${shown.join(", ")}` }];
}

/** A public address is of no use in a subnet that has no way to the internet. */
export function lookAtInternetRoute(leaves: boolean | undefined, subnetId: string): readonly Finding[] {
    return leaves === false
        ? [
              {
                  certainty: "cause",
                  about: "Route table",
                  sentence: `the route table of ${subnetId} has no route to an internet gateway, so that the public address is not reached`,
                  remedy: ({ route }) =>
                      `Add a route for 0.0.0.0/0 to an internet gateway, or set ${route} to "endpoint" or "private".`,
              },
          ]
        : [];
}
