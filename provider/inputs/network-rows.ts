// Which of AWS's services a provider asks, and what lies in between: what @pulumi/aws has for it.
import { booleanKind } from "./boolean-kind";
import { argumentRow } from "./property-row";
import { anyTextKind, neverShown, type TextRule, textKind } from "./text-kind";
import { REGION } from "./text-rules";

const HTTP_PROXY: TextRule = {
    expected: "the URL of a proxy",
    example: '"http://proxy.example.com:3128"',
    accepts: (text) => /^https?:\/\/[^\s/]+/.test(text),
};
const proxyKind = neverShown(textKind(HTTP_PROXY));

export const networkRows = Object.freeze([
    argumentRow({
        name: "useFipsEndpoint",
        kind: booleanKind,
        defaultText: "what the AWS SDK finds",
        doc: "Whether the FIPS endpoints of services are used.",
        change: "record",
    }),
    argumentRow({
        name: "useDualstackEndpoint",
        kind: booleanKind,
        defaultText: "what the AWS SDK finds",
        doc: "Whether the endpoints of services with IPv6 are used.",
        change: "record",
    }),
    argumentRow({
        name: "stsRegion",
        kind: textKind(REGION),
        defaultText: "the instance's",
        doc: "Region whose STS issues roles and tells the account.",
        change: "record",
    }),
    argumentRow({
        name: "httpsProxy",
        kind: proxyKind,
        secret: true,
        defaultText: "`HTTPS_PROXY`",
        doc: "Proxy for calls to AWS. Always a secret, since it may hold a password.",
        change: "record",
    }),
    argumentRow({
        name: "httpProxy",
        kind: proxyKind,
        secret: true,
        doc: "The same, used where no `httpsProxy` is given.",
        change: "record",
    }),
    argumentRow({
        name: "noProxy",
        kind: anyTextKind,
        defaultText: "`NO_PROXY`",
        doc: "Hosts that need no proxy, with commas between them.",
        change: "record",
    }),
    argumentRow({
        name: "customCaBundle",
        kind: anyTextKind,
        defaultText: "the file that `AWS_CA_BUNDLE` names",
        doc: "Path of a file with certificates to trust besides the usual ones, on the machine that runs Pulumi.",
        change: "record",
    }),
]);
