import { choiceKind } from "./choice-kind";
import { hostKeysKind } from "./host-keys-kind";
import { integerKind } from "./integer-kind";
import { argumentRow, requiredRow } from "./property-row";
import { textKind } from "./text-kind";
import { ADDRESS, INSTANCE_ID, OS_USER_NAME } from "./text-rules";

/** The properties of `connection.via`: a jump host is reached like any other instance. */
export const viaRows = Object.freeze([
    requiredRow({
        name: "instanceId",
        kind: textKind(INSTANCE_ID),
        doc: "ID of the jump host, an EC2 instance in the same region, reached with the same credentials.",
        change: "record",
    }),
    argumentRow({
        name: "osUser",
        kind: textKind(OS_USER_NAME),
        defaultText: "the user that AWS documents for the image",
        doc: "User to sign in as on the jump host.",
        change: "record",
    }),
    argumentRow({
        name: "route",
        kind: choiceKind(["auto", "public", "private", "ipv6", "endpoint"]),
        defaultValue: "auto",
        doc: "How to reach the jump host; see `route` of `connection`.",
        change: "record",
    }),
    argumentRow({
        name: "address",
        kind: textKind(ADDRESS),
        defaultText: "the jump host's own address",
        doc: "Host name or IP address of the jump host, without a port.",
        change: "record",
    }),
    argumentRow({
        name: "port",
        kind: integerKind({ what: "a port", least: 1, most: 65_535, example: 22 }),
        defaultValue: 22,
        doc: "Port on which the jump host's sshd listens.",
        change: "record",
    }),
    argumentRow({
        name: "hostKeyPolicy",
        kind: choiceKind(["auto", "console", "pinned", "trust-on-first-use", "off"]),
        defaultValue: "auto",
        doc: "How the jump host's host key is checked; see `hostKeyPolicy` of `connection`.",
        change: "record",
    }),
    argumentRow({
        name: "hostKeys",
        kind: hostKeysKind,
        defaultValue: [],
        doc: "Host keys that the jump host may have: OpenSSH public key lines or `SHA256:` fingerprints.",
        change: "record",
    }),
]);
