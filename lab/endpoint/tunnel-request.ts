import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { ApiError } from "../api/api-error";
import { denialText } from "../api/services";
import type { World } from "../api/world";
import { type Place, tunnelAccess } from "../policy/access-request";
import { judge } from "../policy/judge";
import type { LabEndpoint } from "./endpoint";
import { isFresh, isPresignedBy, parsePresigned } from "./presigned";

/** What a client asks of an endpoint, signed and within the rules. */
export interface TunnelRequest {
    readonly remotePort: number;
    readonly address: string;
    readonly durationSeconds: number;
}

const PORTS = [22, 3389];
const LONGEST_SECONDS = 3600;
const NO_BODY = Buffer.alloc(0);

/** @throws {ApiError} unsigned, signed with another secret, too old, against the rules of openTunnel, or not allowed. */
export function readTunnelRequest(
    { url = "", method = "", headers }: IncomingMessage,
    { endpointId, tags }: Pick<LabEndpoint, "endpointId" | "tags">,
    world: Pick<World, "region" | "accountId" | "accessKeys" | "policy">,
): TunnelRequest {
    const { pathname, searchParams: query } = new URL(url, "http://lab");
    if (pathname !== "/openTunnel") throw new ApiError("ResourceNotFoundException", `Not found: ${pathname}`, 404);
    const claim = parsePresigned(query);
    if (!claim) throw new ApiError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
    const key = world.accessKeys.find((known) => known.accessKeyId === claim.accessKeyId);
    if (!key) throw new ApiError("UnrecognizedClientException", "The security token is invalid.", 403);
    const isScope = claim.region === world.region && claim.service === "ec2-instance-connect";
    const call = { method, target: url, headers, body: NO_BODY };
    if (!isScope || !isPresignedBy(call, claim, key)) {
        throw new ApiError("InvalidSignatureException", "The request signature we calculated does not match.", 403);
    }
    if (!isFresh(claim, Date.now())) throw new ApiError("InvalidSignatureException", "Signature expired", 403);
    const asked = readParameters(query, endpointId);
    checkAllowed({ endpointId, tags, query, callerArn: key.arn }, world);
    return asked;
}

function checkAllowed(asked: Parameters<typeof tunnelAccess>[0], world: Pick<World, "policy"> & Place): void {
    const access = tunnelAccess(asked, world);
    const verdict = world.policy === undefined ? undefined : judge(world.policy, access);
    if (verdict?.allowed === false) {
        throw new ApiError("AccessDeniedException", denialText(asked.callerArn, access.action, verdict), 403);
    }
}

function readParameters(query: URLSearchParams, endpointId: string): TunnelRequest {
    const remotePort = Number(query.get("remotePort"));
    const address = query.get("privateIpAddress") ?? "";
    const durationSeconds = Number(query.get("maxTunnelDuration") ?? LONGEST_SECONDS);
    if (query.get("instanceConnectEndpointId") !== endpointId) {
        throw new ApiError("ResourceNotFoundException", "The specified InstanceConnectEndpointId does not exist.", 404);
    }
    if (!PORTS.includes(remotePort)) {
        throw new ApiError(
            "InvalidParameter",
            "The specified RemotePort is not valid. Specify either 22 or 3389 as the RemotePort and retry your request.",
        );
    }
    if (isIP(address) === 0) throw new ApiError("InvalidParameter", "The specified PrivateIpAddress is not valid.");
    const isDuration = Number.isInteger(durationSeconds) && durationSeconds >= 1 && durationSeconds <= LONGEST_SECONDS;
    if (!isDuration) throw new ApiError("InvalidParameter", "The specified MaxTunnelDuration is not valid.");
    return { remotePort, address, durationSeconds };
}
