import { assumeRoleKind } from "./assume-role-kind";
import { choiceKind } from "./choice-kind";
import { hostKeysKind } from "./host-keys-kind";
import { integerKind } from "./integer-kind";
import { argumentRow, laterRow } from "./property-row";
import { anyTextKind, textKind } from "./text-kind";
import { ADDRESS, OS_USER_NAME, PROFILE, REGION } from "./text-rules";
import { durationKind } from "./unit-kinds";

/** The properties of `connection`. */
export const connectionRows = Object.freeze([
    argumentRow({
        name: "osUser",
        kind: textKind(OS_USER_NAME),
        defaultText: "the one in state, else the one that AWS documents for the image",
        doc: "User of the instance to sign in as, such as `ec2-user`, `ubuntu` or `admin`. When it can't be told from the image, the error says how to name it.",
        change: "record",
    }),
    argumentRow({
        name: "route",
        kind: choiceKind(["auto", "public", "private", "ipv6"], ["endpoint"]),
        defaultValue: "auto",
        doc: "Which address of the instance to connect to: `public`, `private`, `ipv6`, or `auto` to have it chosen.",
        change: "record",
    }),
    laterRow({
        name: "endpointId",
        kind: anyTextKind,
        defaultText: "found in the instance's VPC",
        doc: "Id of the EC2 Instance Connect Endpoint to go through, such as `eice-0123456789abcdef0`.",
        change: "record",
    }),
    argumentRow({
        name: "address",
        kind: textKind(ADDRESS),
        defaultText: "from the instance",
        doc: "Host name or IP address to connect to, without a port: for an instance behind something that AWS does not know.",
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
        defaultText: "`aws:region` of the stack's configuration, else what the AWS SDK finds",
        doc: "AWS region of the instance.",
        change: "record",
    }),
    argumentRow({
        name: "profile",
        kind: textKind(PROFILE),
        defaultText: "`aws:profile` of the stack's configuration, else what the AWS SDK finds",
        doc: "Profile of the AWS configuration files whose credentials are used.",
        change: "record",
    }),
    argumentRow({
        name: "assumeRole",
        kind: assumeRoleKind,
        defaultText: "`aws:assumeRole` of the stack's configuration, or its `aws:assumeRoles`",
        doc: "IAM role to assume for the calls to AWS, starting from the credentials that are used without it. In place of the roles of the stack's configuration.",
        emptyMeansAbsent: true,
        change: "record",
    }),
    argumentRow({
        name: "hostKeyPolicy",
        kind: choiceKind(["auto", "pinned", "trust-on-first-use", "off"], ["console"]),
        defaultValue: "auto",
        doc: "How the instance's host key is checked before anything is sent. `pinned`: it must be one of `hostKeys`. `trust-on-first-use`: the first key met is recorded, and any other refused from then on. `off`: any key will do. `auto`: `hostKeys` if there are any, else what is recorded, else first use with a warning.",
        change: "record",
    }),
    argumentRow({
        name: "hostKeys",
        kind: hostKeysKind,
        defaultValue: [],
        doc: "Host keys that the instance may have: OpenSSH public key lines or `SHA256:` fingerprints. The output `hostKeys` of another resource on the same instance will do.",
        change: "record",
    }),
    argumentRow({
        name: "keyType",
        kind: choiceKind(["ed25519", "rsa-4096"]),
        defaultValue: "ed25519",
        doc: "Type of the fresh key that is made for each connection. `rsa-4096` is for an sshd that takes no ED25519, as in FIPS mode; making one takes seconds of processor time.",
        change: "record",
    }),
    argumentRow({
        name: "privateKey",
        kind: anyTextKind,
        secret: true,
        doc: "Your own private key in place of a fresh one: the text of a key file, RSA of 2048 to 4096 bits or ED25519, in OpenSSH's format or as PEM. Its public half is pushed. Always a secret.",
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
        doc: "Longest time from the first call to AWS until the SSH session is open: an instance that is still starting is waited for. Time spent waiting for a slot of this provider does not count.",
        change: "record",
    }),
]);
