import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { ApiError } from "../api/api-error";
import type { LoggedRequest } from "../api/request-log";
import type { World } from "../api/world";
import type { InsideAddress } from "../instances/reach";
import { DEFAULT_GROUP } from "../network/security-group";
import type { Certificate } from "./certificate";
import type { LabEndpoint } from "./endpoint";
import { makeEndpointFaults, noEndpointFaults, takeRejection, takeTunnelCut } from "./endpoint-faults";
import type { EndpointOptions } from "./endpoint-options";
import { joinTunnel, NO_TARGET, type Tunnel } from "./tunnel";
import { recordTunnels } from "./tunnel-log";
import { readTunnelRequest, type TunnelRequest } from "./tunnel-request";

/** What an endpoint uses of its lab. */
export interface EndpointPlace extends Pick<World, "region" | "accountId" | "accessKeys" | "policy" | "clock"> {
    readonly certificate: Certificate;
    readonly vpcId: string;
    readonly subnetId: string;
    readonly availabilityZone: string;
    readonly requests: LoggedRequest[];
    /** A connection within the VPC; undefined when nothing has the address. */
    reach(address: InsideAddress): Socket | undefined;
    /** Takes a deleted endpoint out of the world. */
    forget(endpoint: LabEndpoint): void;
}

/** Starts an endpoint on a free loopback port. */
export async function startEndpoint(options: EndpointOptions, place: EndpointPlace): Promise<LabEndpoint> {
    const { maxConnections = 20, ipAddressType = "ipv4", fips = true, tags = {} } = options;
    const endpointId = options.endpointId ?? `eice-${randomBytes(9).toString("hex").slice(0, 17)}`;
    const vpcId = options.vpcId ?? place.vpcId;
    const conditions = noEndpointFaults(options.state ?? "create-complete");
    const recorder = recordTunnels();
    const tunnels = new Set<Tunnel>();
    const { key, certificate } = place.certificate;
    const server = createServer({ key, cert: certificate });
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    const log = (request: IncomingMessage, requestId: string, error?: ApiError) => {
        const query = new URL(request.url ?? "", "http://lab").searchParams;
        place.requests.push({
            time: place.clock.now(),
            service: "ec2-instance-connect",
            action: "OpenTunnel",
            parameters: Object.fromEntries([...query].filter(([name]) => !/^X-Amz-Sig|^X-Amz-Security/.test(name))),
            accessKeyId: query.get("X-Amz-Credential")?.split("/")[0],
            requestId,
            status: error?.status ?? 101,
            errorCode: error?.code,
        });
    };
    const open = (request: IncomingMessage, socket: Duplex, head: Buffer, asked: TunnelRequest) => {
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
            recorder.opened();
            webSocket.on("close", recorder.closed);
            if (conditions.closedAtOnce > 0) {
                conditions.closedAtOnce--;
                webSocket.on("error", () => undefined);
                webSocket.close(NO_TARGET.code, NO_TARGET.reason);
                return;
            }
            if (conditions.textFrames > 0) {
                conditions.textFrames--;
                webSocket.send("not for you");
            }
            const target = place.reach({
                vpcId,
                address: asked.address,
                port: asked.remotePort,
                family: ipAddressType,
            });
            if (target === undefined) {
                webSocket.on("error", () => undefined);
                webSocket.close(NO_TARGET.code, NO_TARGET.reason);
                return;
            }
            webSocket.pause();
            const refuse = () => webSocket.close(NO_TARGET.code, NO_TARGET.reason);
            target.once("error", refuse);
            webSocket.once("close", () => target.destroy());
            target.once("connect", () => {
                target.removeListener("error", refuse);
                const tunnel = joinTunnel(webSocket, target, {
                    frameBytes: conditions.frameBytes,
                    cut: takeTunnelCut(conditions),
                    durationMs: Math.min(conditions.durationMs, asked.durationSeconds * 1000),
                });
                tunnels.add(tunnel);
                webSocket.once("close", () => tunnels.delete(tunnel));
                webSocket.resume();
            });
        });
    };
    const answer = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const requestId = randomUUID();
        try {
            const asked = readTunnelRequest(request, { endpointId, tags }, place);
            if (conditions.hanging > 0) {
                conditions.hanging--;
                return;
            }
            if (conditions.delayMs > 0) await delay(conditions.delayMs, undefined, { ref: false });
            const rejection = takeRejection(conditions);
            if (rejection) throw new ApiError(rejection.code, rejection.message, rejection.status);
            if (recorder.log.open >= maxConnections) {
                throw new ApiError("ServiceQuotaExceededException", "Too many connections to the endpoint.", 429);
            }
            open(request, socket, head, asked);
            log(request, requestId);
        } catch (error) {
            const failure = error instanceof ApiError ? error : new ApiError("InternalFailure", "Internal error", 500);
            recorder.refused();
            log(request, requestId, failure);
            socket.end(printRejection(failure, requestId));
        }
    };
    server.on("upgrade", (request, socket: Duplex, head) => {
        socket.on("error", () => undefined);
        void answer(request, socket, head);
    });
    server.on("request", (_request, response) => void response.writeHead(426).end());
    const connections = new Set<Duplex>();
    server.on("connection", (socket: Duplex) => {
        connections.add(socket);
        socket.on("close", () => connections.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
    });
    const bound = server.address();
    const dnsName = `localhost:${typeof bound === "object" && bound ? bound.port : 0}`;
    const endpoint: LabEndpoint = {
        endpointId,
        get state() {
            return conditions.state;
        },
        dnsName,
        fipsDnsName: fips ? dnsName : undefined,
        vpcId,
        subnetId: options.subnetId ?? place.subnetId,
        availabilityZone: options.availabilityZone ?? place.availabilityZone,
        securityGroupIds: options.securityGroupIds ?? [DEFAULT_GROUP.groupId],
        tags,
        preserveClientIp: options.preserveClientIp ?? false,
        ipAddressType,
        tunnels: recorder.log,
        faults: makeEndpointFaults(conditions, (how) => {
            const open = [...tunnels];
            for (const tunnel of open) tunnel.end(how);
            return open.length;
        }),
        delete: async () => {
            place.forget(endpoint);
            await new Promise<void>((resolve) => {
                server.close(() => resolve());
                for (const socket of connections) socket.destroy();
            });
        },
    };
    return endpoint;
}

function printRejection({ code, message, status }: ApiError, requestId: string): string {
    const body = JSON.stringify({ ErrorCode: code, Message: message });
    return [
        `HTTP/1.1 ${status} Rejected`,
        "Content-Type: application/json",
        `Content-Length: ${Buffer.byteLength(body)}`,
        `x-amzn-RequestId: ${requestId}`,
        "Connection: close",
        "",
        body,
    ].join("\r\n");
}
