import { checkAssumeRole } from "./check-assume-role";
import { checkList } from "./check-list";
import { checkInteger } from "./check-number";
import { checkChoice, checkText } from "./check-text";
import { argumentRow, type RowStart } from "./property-row";
import { ADDRESS, DURATION, HOST_KEY, OS_USER_NAME, PROFILE, REGION, TEXT } from "./text-rules";

/** Nothing about the way to an instance ever runs a script. */
const connectionRow = (row: Omit<RowStart, "change">) => argumentRow({ ...row, change: "record" });

/** The properties of `connection`. */
export const connectionRows = Object.freeze([
    connectionRow({
        name: "osUser",
        type: "string",
        defaultText: "the one in state, else the one that AWS documents for the image",
        doc: "User of the instance to sign in as, such as `ec2-user`, `ubuntu` or `admin`. When it can't be told from the image, the error says how to name it.",
        check: checkText(OS_USER_NAME),
    }),
    connectionRow({
        name: "route",
        type: '"auto" | "public" | "private" | "ipv6"',
        defaultText: "`auto`",
        doc: "Which address of the instance to connect to: `public`, `private`, `ipv6`, or `auto` to have it chosen.",
        check: checkChoice(["auto", "public", "private", "ipv6"], ["endpoint"]),
    }),
    connectionRow({
        name: "endpointId",
        type: "string",
        defaultText: "found in the instance's VPC",
        availability: "later",
        doc: "Id of the EC2 Instance Connect Endpoint to go through, such as `eice-0123456789abcdef0`.",
        check: checkText(TEXT),
    }),
    connectionRow({
        name: "address",
        type: "string",
        defaultText: "from the instance",
        doc: "Host name or IP address to connect to, without a port: for an instance behind something that AWS does not know.",
        check: checkText(ADDRESS),
    }),
    connectionRow({
        name: "port",
        type: "number",
        defaultText: "`22`",
        doc: "Port on which the instance's sshd listens.",
        check: checkInteger("a port", 1, 65_535, 22),
    }),
    connectionRow({
        name: "region",
        type: "string",
        defaultText: "`aws:region` of the stack's configuration, else what the AWS SDK finds",
        doc: "AWS region of the instance.",
        check: checkText(REGION),
    }),
    connectionRow({
        name: "profile",
        type: "string",
        defaultText: "`aws:profile` of the stack's configuration, else what the AWS SDK finds",
        doc: "Profile of the AWS configuration files whose credentials are used.",
        check: checkText(PROFILE),
    }),
    connectionRow({
        name: "assumeRole",
        type: "object",
        defaultText: "`aws:assumeRole` of the stack's configuration, or its `aws:assumeRoles`",
        doc: "IAM role to assume for the calls to AWS, starting from the credentials that are used without it. In place of the roles of the stack's configuration.",
        emptyMeansAbsent: true,
        check: checkAssumeRole,
    }),
    connectionRow({
        name: "hostKeyPolicy",
        type: '"auto" | "pinned" | "trust-on-first-use" | "off"',
        defaultText: "`auto`",
        doc: "How the instance's host key is checked before anything is sent. `pinned`: it must be one of `hostKeys`. `trust-on-first-use`: the first key met is recorded, and any other refused from then on. `off`: any key will do. `auto`: `hostKeys` if there are any, else what is recorded, else first use with a warning.",
        check: checkChoice(["auto", "pinned", "trust-on-first-use", "off"], ["console"]),
    }),
    connectionRow({
        name: "hostKeys",
        type: "string[]",
        doc: "Host keys that the instance may have: OpenSSH public key lines or `SHA256:` fingerprints. The output `hostKeys` of another resource on the same instance will do.",
        check: checkList({
            expected: "a list of host keys",
            example: '["ssh-ed25519 AAAAC3Nza…"]',
            mayBeEmpty: true,
            entry: checkText(HOST_KEY),
        }),
    }),
    connectionRow({
        name: "keyType",
        type: '"ed25519" | "rsa-4096"',
        defaultText: "`ed25519`",
        doc: "Type of the fresh key that is made for each connection. `rsa-4096` is for an sshd that takes no ED25519, as in FIPS mode; making one takes seconds of processor time.",
        check: checkChoice(["ed25519", "rsa-4096"]),
    }),
    connectionRow({
        name: "privateKey",
        type: "string",
        secret: true,
        doc: "Your own private key in place of a fresh one: the text of a key file, RSA of 2048 to 4096 bits or ED25519, in OpenSSH's format or as PEM. Its public half is pushed. Always a secret.",
        check: checkText(TEXT),
    }),
    connectionRow({
        name: "passphrase",
        type: "string",
        secret: true,
        doc: "Passphrase of `privateKey`. Always a secret.",
        check: checkText(TEXT),
    }),
    connectionRow({
        name: "connectTimeout",
        type: "duration",
        defaultText: "`5m`",
        doc: "Longest time from the first call to AWS until the SSH session is open: an instance that is still starting is waited for. Time spent waiting for a slot of this provider does not count.",
        check: checkText(DURATION),
    }),
]);
