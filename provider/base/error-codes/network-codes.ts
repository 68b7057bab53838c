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
        remedy: ({ port, route, address }) =>
            `Check that \`sshd\` runs, and ${port}. Check that the address is the instance's: ${route} and ${address}.`,
    },
    NET_UNREACHABLE: {
        layer: "network",
        meaning: "The instance's SSH port does not answer.",
        remedy: ({ route, address, port }) =>
            `If the address is private, run this inside the VPC, or connected to it, or forward a port. Allow the port in the security group and the network ACL. Check ${route}, ${address} and ${port}.`,
    },
    NET_NO_ROUTE: {
        layer: "network",
        meaning: "None of the routes to the instance opened.",
        remedy: ({ route }) =>
            `The message lists each route with what happened: open one of them, or choose one with ${route}.`,
    },
    NET_PROXY: {
        layer: "network",
        meaning: "The proxy did not open a connection to sshd.",
        remedy: ({ proxy }) =>
            `Check ${proxy}: its kind, host, port, user and password. Check that it may connect to the instance.`,
    },
    JUMP_FORWARDING_REFUSED: {
        layer: "network",
        meaning: "The jump host's sshd does not allow connections to the instance.",
        remedy: "Check `AllowTcpForwarding`, `PermitOpen` and `DisableForwarding` in its `sshd_config`.",
    },
    JUMP_CONNECT_FAILED: {
        layer: "network",
        meaning: "The jump host could not connect to the instance's sshd.",
        remedy: "Allow the port from the jump host in the instance's security group, and check that `sshd` runs.",
    },
    NET_BAD_ADDRESS: {
        layer: "network",
        meaning: "The address can't be used.",
        remedy: ({ address }) => `Check ${address}.`,
    },
} as const satisfies ErrorCodes;
