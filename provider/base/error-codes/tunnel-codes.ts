import type { ErrorCodes } from "./error-codes";

/** Of EC2 Instance Connect Endpoints and the tunnels through them. */
export const TUNNEL_CODES = {
    TUNNEL_ACCESS_DENIED: {
        layer: "tunnel",
        meaning: "IAM does not allow a tunnel through this endpoint to this instance.",
        remedy: "Allow `ec2-instance-connect:OpenTunnel`: see [the least policy](iam.md). Check its conditions on port, address and duration.",
    },
    TUNNEL_LIMIT: {
        layer: "tunnel",
        meaning: "The endpoint has as many connections as AWS allows (20), or AWS throttled the call.",
        remedy: "This provider uses at most 10 at a time, and tried again until the time was over. Find out who else uses the endpoint.",
    },
    TUNNEL_NO_ENDPOINT: {
        layer: "tunnel",
        meaning: "No EC2 Instance Connect Endpoint that could be used reaches the instance.",
        remedy: ({ endpointId }) =>
            `Create one in the instance's VPC, or check ${endpointId}. The message lists those that were found, and why they can't be used.`,
    },
    TUNNEL_INVALID_ARGUMENT: {
        layer: "tunnel",
        meaning: "The endpoint rejected a value in the request.",
        remedy: ({ port }) => `Check ${port}: an endpoint connects to ports 22 and 3389 only.`,
    },
    TUNNEL_CLOSED: {
        layer: "tunnel",
        meaning: "The endpoint closed the tunnel before the SSH session was open.",
        remedy: 'If AWS says "Unable to connect to target": allow the port in the security groups of the endpoint (outbound) and of the instance (inbound from the endpoint\'s group), and check that `sshd` runs.',
    },
    TUNNEL_NO_SLOT: {
        layer: "tunnel",
        meaning:
            "Other commands of the same operation held all connections that this provider opens through one endpoint.",
        remedy: ({ timeLimits }) => `Give the operation more time${timeLimits}.`,
    },
} as const satisfies ErrorCodes;
