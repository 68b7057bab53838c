import { assumeRoleKind } from "./assume-role-kind";
import { choiceKind } from "./choice-kind";
import { hostKeysKind } from "./host-keys-kind";
import { integerKind } from "./integer-kind";
import { argumentRow } from "./property-row";
import { anyTextKind, textKind } from "./text-kind";
import { ADDRESS, ENDPOINT_ID, OS_USER_NAME, PROFILE, PROXY, REGION } from "./text-rules";
import { durationKind } from "./unit-kinds";
import { viaKind } from "./via-kind";

/** The properties of `connection`. */
export const connectionRows = Object.freeze([
    argumentRow({
        name: "osUser",
        kind: textKind(OS_USER_NAME),
        defaultText: "the user recorded in state, otherwise the one that AWS documents for the image",
        doc: "User to sign in as on the instance, such as `ec2-user`, `ubuntu` or `admin`. If it cannot be determined from the image, the error explains how to set it.",
        change: "record",
    }),
    argumentRow({
        name: "route",
        kind: choiceKind(["auto", "public", "private", "ipv6", "endpoint"]),
        defaultValue: "auto",
        doc: "How to reach the instance: by its `public`, `private` or `ipv6` address, or through an EC2 Instance Connect `endpoint` of its VPC. `auto` tries the addresses that the instance has, and then an endpoint. It does not connect to a private address while no host key of the instance is known, if there is another route.",
        change: "record",
    }),
    argumentRow({
        name: "endpointId",
        kind: textKind(ENDPOINT_ID),
        defaultText: "found in the instance's VPC",
        doc: "ID of the EC2 Instance Connect Endpoint to connect through, such as `eice-0123456789abcdef0`. With it, the route `auto` takes the endpoint. An endpoint connects to ports 22 and 3389 only.",
        change: "record",
    }),
    argumentRow({
        name: "via",
        kind: viaKind,
        defaultText: "none",
        doc: "Jump host to connect through: an EC2 instance that is reached by Instance Connect itself, with a fresh key of its own. The instance is then connected to from there, by the route `auto`, `private` or `ipv6`. All resources with the same jump host share one connection to it.",
        change: "record",
    }),
    argumentRow({
        name: "proxy",
        kind: textKind(PROXY),
        secret: true,
        defaultText: "none",
        doc: "Proxy through which sshd, or the jump host's, is connected to: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if the proxy requires them. With it, the route `auto` takes no endpoint. Always a secret, since it may hold a password. Calls to AWS and the tunnel to an endpoint go through `HTTPS_PROXY` instead.",
        change: "record",
    }),
    argumentRow({
        name: "address",
        kind: textKind(ADDRESS),
        defaultText: "the instance's own address",
        doc: "Host name or IP address to connect to, without a port. Set it if the instance is behind an address that AWS does not know.",
        change: "record",
    }),
    argumentRow({
        name: "port",
        kind: integerKind({ what: "a port", least: 1, most: 65_535, example: 22 }),
        defaultValue: 22,
        doc: "Port on which the instance's sshd listens.",
        change: "record",
    }),
    argumentRow({
        name: "region",
        kind: textKind(REGION),
        defaultText: "`aws:region` in the stack configuration, otherwise the one that the AWS SDK finds",
        doc: "AWS region of the instance.",
        change: "record",
    }),
    argumentRow({
        name: "profile",
        kind: textKind(PROFILE),
        defaultText: "`aws:profile` in the stack configuration, otherwise the one that the AWS SDK finds",
        doc: "Profile in the AWS configuration files whose credentials are used.",
        change: "record",
    }),
    argumentRow({
        name: "assumeRole",
        kind: assumeRoleKind,
        defaultText: "`aws:assumeRole` or `aws:assumeRoles` in the stack configuration",
        doc: "IAM role to assume for calls to AWS, starting from the credentials that would be used without it. It takes the place of the roles in the stack configuration.",
        emptyMeansAbsent: true,
        change: "record",
    }),
    argumentRow({
        name: "hostKeyPolicy",
        kind: choiceKind(["auto", "console", "pinned", "trust-on-first-use", "off"]),
        defaultValue: "auto",
        doc: "How the instance's host key is checked before anything is sent. `pinned`: it must be one of `hostKeys`. `console`: it must be one of `hostKeys` or the recorded key if there are any, otherwise one that cloud-init printed on the instance's console, which is waited for until `connectTimeout`; no other key is ever accepted. `trust-on-first-use`: the first key seen is recorded, and any other key is refused from then on. `off`: any key is accepted. `auto`: it must be one of `hostKeys` if there are any, otherwise the recorded key, otherwise one on the console; if there is none, the first key seen is trusted and recorded, with a warning that tells why.",
        change: "record",
    }),
    argumentRow({
        name: "hostKeys",
        kind: hostKeysKind,
        defaultValue: [],
        doc: "Host keys that the instance may have: OpenSSH public key lines or `SHA256:` fingerprints. The output `hostKeys` of another resource on the same instance can be used here.",
        change: "record",
    }),
    argumentRow({
        name: "keyType",
        kind: choiceKind(["ed25519", "rsa-4096"]),
        defaultValue: "ed25519",
        doc: "Type of the key that is generated for each connection. Use `rsa-4096` if sshd does not accept ED25519 keys, for example in FIPS mode; generating one takes seconds of CPU time.",
        change: "record",
    }),
    argumentRow({
        name: "privateKey",
        kind: anyTextKind,
        secret: true,
        doc: "Your own private key, used instead of a generated one: the text of a key file in OpenSSH or PEM format, RSA with 2048 to 4096 bits or ED25519. Its public half is pushed to the instance. Always a secret.",
        change: "record",
    }),
    argumentRow({
        name: "passphrase",
        kind: anyTextKind,
        secret: true,
        doc: "Passphrase of `privateKey`. Always a secret.",
        change: "record",
    }),
    argumentRow({
        name: "connectTimeout",
        field: "connectTimeoutMs",
        kind: durationKind,
        defaultValue: "5m",
        doc: "Longest time from the first call to AWS until the SSH session is open. Waiting for an instance that is still starting counts; waiting for a free connection slot of this provider does not.",
        change: "record",
    }),
]);
