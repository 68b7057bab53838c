import type { ErrorCodes } from "./error-codes";

export const NETWORK_CODES = {
    AWS_UNREACHABLE: {
        layer: "network",
        meaning: "AWS can't be reached from this machine.",
        remedy: "Check the network, the region and the proxy.",
    },
    AWS_PROXY: {
        layer: "network",
        meaning: "The proxy of `HTTPS_PROXY` refused to open a connection to AWS.",
        remedy: "Check its address, user and password. List exceptions in `NO_PROXY`.",
    },
    AWS_TLS: {
        layer: "network",
        meaning: "The certificate of the AWS endpoint is not trusted.",
        remedy: "Behind a proxy that inspects TLS, set `NODE_EXTRA_CA_CERTS=/path/to/ca.pem`.",
    },
    NET_REFUSED: {
        layer: "network",
        meaning: "Nothing is listening on the instance's SSH port.",
        remedy: ({ port }) => `Check that \`sshd\` runs, and ${port}.`,
    },
    NET_UNREACHABLE: {
        layer: "network",
        meaning: "The instance's SSH port does not answer.",
        remedy: "Allow the port in the security group and the network ACL.",
    },
    NET_BAD_ADDRESS: {
        layer: "network",
        meaning: "The address can't be used.",
        remedy: ({ address }) => `Check ${address}.`,
    },
} as const satisfies ErrorCodes;
