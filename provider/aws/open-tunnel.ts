import { createHash, createHmac } from "node:crypto";
import type { Agent } from "node:https";
import type { EC2InstanceConnectClient } from "@aws-sdk/client-ec2-instance-connect";
import type { Clock } from "../base/clock";
import type { Deadline } from "../base/deadline";
import type { Aws } from "./aws";

/** Where a tunnel is to lead. */
export interface TunnelPlace {
    readonly endpointId: string;
    /** Host name of the endpoint, with a port unless it is 443. */
    readonly host: string;
    /** IPv4 or IPv6 address of the instance. */
    readonly address: string;
    readonly port: number;
}

/** What one attempt to open a tunnel is made with. */
export interface TunnelAccess {
    /** A signed address, good for one connection within a minute. It may hold a session token: never show it. */
    readonly url: string;
    /** Leads through the proxy, and knows which certificates are trusted. */
    readonly agent: Agent;
    readonly signal: AbortSignal;
}

/**
 * Gives each attempt a signed address. An attempt that AWS refuses throws AWS's error by its name, which says whether another one
 * can help.
 */
export type OpenTunnel = <T>(
    place: TunnelPlace,
    attempt: (access: TunnelAccess) => Promise<T>,
    deadline: Deadline,
) => Promise<T>;

/** The most that AWS allows. Sent although it is the default: a policy that limits it compares with what is asked for. */
const TUNNEL_SECONDS = 3_600;
const URL_SECONDS = 60;

/**
 * Makes the function that signs addresses of tunnels (`openTunnel`, which no AWS client has) with the region, credentials, retries and
 * error texts of `aws`.
 * @throws {ProviderError} from the function: AWS refused, or answered nothing useful until the deadline.
 */
export function makeOpenTunnel(aws: Pick<Aws, "clientConfig" | "call">, clock: Clock): OpenTunnel {
    let client: EC2InstanceConnectClient | undefined;
    const configOf = () => {
        const vendor =
            require("@aws-sdk/client-ec2-instance-connect") as typeof import("@aws-sdk/client-ec2-instance-connect");
        const config = aws.clientConfig("ec2-instance-connect");
        client ??= new vendor.EC2InstanceConnectClient(config);
        const { httpsAgent } = config.requestHandler as { readonly httpsAgent: Agent };
        return { ...client.config, httpsAgent };
    };
    return (place, attempt, deadline) =>
        aws.call({
            action: "ec2-instance-connect:OpenTunnel",
            subject: place.endpointId,
            deadline,
            send: async (signal) => {
                const { region, credentials, systemClockOffset, httpsAgent } = configOf();
                const url = await signTunnelUrl(place, {
                    region: await region(),
                    credentials: await credentials(),
                    signedAt: new Date(clock.now() + systemClockOffset),
                });
                return attempt({ url, agent: httpsAgent, signal });
            },
        });
}

interface Signing {
    readonly region: string;
    readonly credentials: {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string;
    };
    readonly signedAt: Date;
    readonly seconds?: number;
}

/** The signed address of a tunnel, as the AWS CLI makes it. */
export async function signTunnelUrl(
    { endpointId, host, address, port }: TunnelPlace,
    { region, credentials, signedAt, seconds = TUNNEL_SECONDS }: Signing,
): Promise<string> {
    const { SignatureV4 } = require("@smithy/signature-v4") as typeof import("@smithy/signature-v4");
    const signer = new SignatureV4({ service: "ec2-instance-connect", region, credentials, sha256: Sha256 });
    const { hostname, port: hostPort } = new URL(`wss://${host}`);
    const { query } = await signer.presign(
        {
            method: "GET",
            protocol: "wss:",
            hostname,
            ...(hostPort === "" ? {} : { port: Number(hostPort) }),
            path: "/openTunnel",
            headers: { host: hostPort === "" ? hostname : `${hostname}:${hostPort}` },
            query: {
                instanceConnectEndpointId: endpointId,
                remotePort: String(port),
                privateIpAddress: address,
                maxTunnelDuration: String(seconds),
            },
        },
        { expiresIn: URL_SECONDS, signingDate: signedAt },
    );
    const printed = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return `wss://${host}/openTunnel?${printed.join("&")}`;
}

/** SHA-256, with a key or without, as the signer asks for it. */
class Sha256 {
    private readonly hash: { update(data: Uint8Array | string): unknown; digest(): Buffer };

    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
        this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as string | Buffer);
    }

    update(data: Uint8Array | string): void {
        this.hash.update(data);
    }

    async digest(): Promise<Uint8Array> {
        return this.hash.digest();
    }

    reset(): void {
        throw new Error("a hash is used once");
    }
}
