import { type IncomingMessage, request as requestPlainly } from "node:http";
import { type RequestOptions, request as requestSecurely } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { makeHttpsAgent } from "./https-agent";
import { basicUser, readProxy } from "./proxy";
import { proxyFor } from "./proxy-choice";

type Environment = Readonly<Record<string, string | undefined>>;

export interface HttpAnswer {
    readonly status: number;
    /** The content, without the encoding that it may have had on the way. */
    readonly body: Readable;
}

const MOST_REDIRECTS = 20;
/** Longest silence of a server before it counts as gone. */
const SILENCE_LIMIT_MS = 60_000;

/**
 * Asks for an http or https address, through the environment's proxies, and follows where it redirects to. Made here, because
 * the `fetch` of Node.js knows no proxies before 22.21 and 24.5.
 * @throws nobody answered; an answer of any status is returned.
 */
export async function httpGet(address: string, environment: Environment): Promise<HttpAnswer> {
    let url = new URL(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
        const answer = await requestOnce(url, environment);
        const { location } = answer.headers;
        if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0)) {
            return { status: answer.statusCode ?? 0, body: decoded(answer) };
        }
        answer.destroy();
        url = new URL(location, url);
        if (!/^https?:$/.test(url.protocol)) {
            throw new Error("it redirects to a scheme that is not supported");
        }
    }
    throw new Error("it redirects too often");
}

function requestOnce(url: URL, environment: Environment): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
        const call = url.protocol === "https:" ? callSecurely(url, environment) : callPlainly(url, environment);
        call.once("response", resolve);
        call.once("timeout", () => call.destroy(new Error(`no answer for ${SILENCE_LIMIT_MS / 1_000} s`)));
        // Stays: a connection that breaks after the answer has begun tells that to the body.
        call.on("error", reject);
        call.end();
    });
}

function callSecurely(url: URL, environment: Environment) {
    return requestSecurely(withoutUser(url), {
        ...commonOptions(url),
        agent: makeHttpsAgent(environment, { keepAlive: false }),
    });
}

function callPlainly(url: URL, environment: Environment) {
    const proxy = proxyFor(url.hostname, Number(url.port || 80), environment, "http");
    if (proxy === undefined) {
        return requestPlainly(withoutUser(url), { ...commonOptions(url), agent: false });
    }
    const { protocol, host, port, headers } = readProxy(proxy, "HTTP_PROXY");
    const options = commonOptions(url);
    return (protocol === "https:" ? requestSecurely : requestPlainly)({
        ...options,
        host,
        port,
        path: withoutUser(url).href,
        headers: { ...options.headers, ...headers, host: url.host },
        agent: false,
    });
}

function commonOptions(url: URL): RequestOptions & { headers: Record<string, string> } {
    const user = basicUser(url);
    return {
        method: "GET",
        timeout: SILENCE_LIMIT_MS,
        headers: {
            accept: "*/*",
            "accept-encoding": "identity",
            "user-agent": "pulumi-ec2-instance-connect",
            ...(user === undefined ? {} : { authorization: user }),
        },
    };
}

function withoutUser(url: URL): URL {
    const bare = new URL(url);
    bare.username = "";
    bare.password = "";
    bare.hash = "";
    return bare;
}

/** Some servers encode what they were asked to send as it is. */
function decoded(answer: IncomingMessage): Readable {
    const decoders = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };
    const make = decoders[(answer.headers["content-encoding"] ?? "").toLowerCase() as keyof typeof decoders];
    // The pipeline hands an error on to its end, which is who reads it.
    return make === undefined ? answer : pipeline(answer, make(), () => {});
}
