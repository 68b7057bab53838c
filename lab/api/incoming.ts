import type { IncomingMessage } from "node:http";
import type { ServiceName } from "./services";
import type { SignedCall } from "./signature";

/** An HTTP call, read whole and understood as far as its protocol goes. */
export interface IncomingCall extends SignedCall {
    readonly service: ServiceName;
    readonly action: string;
    readonly parameters: URLSearchParams;
    readonly input: Readonly<Record<string, unknown>>;
}

const STS_VERSION = "2011-06-15";
const BODY_LIMIT_BYTES = 1024 * 1024;

/** Reads a call: JSON by its target header, else the query protocol, where the API version tells STS from EC2. */
export async function readCall(request: IncomingMessage): Promise<IncomingCall> {
    const body = await readBody(request);
    const signed = { method: request.method ?? "", target: request.url ?? "/", headers: request.headers, body };
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") {
        const action = target.split(".")[1] ?? "";
        const input = parseJson(body);
        return { ...signed, service: "ec2-instance-connect", action, parameters: new URLSearchParams(), input };
    }
    const parameters = new URLSearchParams(body.toString());
    const service = parameters.get("Version") === STS_VERSION ? "sts" : "ec2";
    return { ...signed, service, action: parameters.get("Action") ?? "", parameters, input: {} };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request) {
        bytes += chunk.length;
        if (bytes > BODY_LIMIT_BYTES) throw new Error("The call's body is too large for the lab");
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

function parseJson(body: Buffer): Record<string, unknown> {
    try {
        const value: unknown = JSON.parse(body.toString() || "{}");
        return typeof value === "object" && value !== null ? { ...value } : {};
    } catch {
        return {};
    }
}
