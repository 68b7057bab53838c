import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ApiFault, ApiFaultQueue } from "../faults/api-faults";
import { accessRequestOf } from "../policy/access-request";
import { judge } from "../policy/judge";
import { actions } from "./actions";
import { ApiError } from "./api-error";
import { authenticate } from "./authenticate";
import { type IncomingCall, readCall } from "./incoming";
import type { LoggedRequest } from "./request-log";
import { type Answer, dialects } from "./services";
import { parseClaim } from "./signature";
import type { World } from "./world";

/** The lab's API, listening. */
export interface ApiServer {
    readonly url: string;
    stop(): Promise<void>;
}

/** Starts the API on a free loopback port. Every call is logged, whatever becomes of it. */
export async function startApi(world: World, faults: ApiFaultQueue, log: LoggedRequest[]): Promise<ApiServer> {
    const server = createServer((request, response) => {
        serve(request, response, world, faults, log).catch(() => request.socket.destroy());
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    return {
        url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
        stop: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    world: World,
    faults: ApiFaultQueue,
    log: LoggedRequest[],
): Promise<void> {
    const call = await readCall(request);
    const requestId = randomUUID();
    const caller = identify(call, world);
    // A fault is meant for the test's own client; another user of this machine must not use it up.
    const fault = caller instanceof ApiError ? undefined : faults.take(call.action);
    const delayMs = faults.delayMs(call.action);
    if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
    if (fault?.kind === "hang" || fault?.kind === "reset") {
        log.push(logEntry(call, world, requestId, undefined, fault.kind));
        if (fault.kind === "reset") request.socket.resetAndDestroy();
        return;
    }
    const { answer, errorCode } = await answerCall(call, world, requestId, caller, fault);
    log.push(logEntry(call, world, requestId, answer.status, errorCode));
    response.writeHead(answer.status, { "content-type": answer.contentType, "x-amzn-requestid": requestId });
    response.end(answer.body);
}

type Caller = ReturnType<typeof authenticate>;

/** Who signed the call, or how the service refuses it: not signed well, or not allowed. */
function identify(call: IncomingCall, world: World): Caller | ApiError {
    try {
        const caller = authenticate(call, world);
        return deniedByPolicy(call, world, caller.arn) ?? caller;
    } catch (error) {
        return error instanceof ApiError ? error : dialects[call.service].internal();
    }
}

function deniedByPolicy(call: IncomingCall, world: World, callerArn: string): ApiError | undefined {
    const asked = accessRequestOf(call, world, callerArn);
    if (world.policy === undefined || asked === undefined || !actions[call.service][call.action]) return undefined;
    const verdict = judge(world.policy, asked);
    return verdict.allowed ? undefined : dialects[call.service].denied(callerArn, call.action, verdict);
}

async function answerCall(
    call: IncomingCall,
    world: World,
    requestId: string,
    caller: Caller | ApiError,
    fault: ApiFault | undefined,
): Promise<{ answer: Answer; errorCode: string | undefined }> {
    const dialect = dialects[call.service];
    try {
        if (caller instanceof ApiError) throw caller;
        const { accessKeyId, arn } = caller;
        const action = actions[call.service][call.action];
        if (!action) throw dialect.unknownAction(call.action);
        if (fault?.kind === "unsuccessfulPush") {
            return {
                answer: dialect.success(call.action, { RequestId: requestId, Success: false }, requestId),
                errorCode: undefined,
            };
        }
        if (fault) throw faultError(fault, call, arn);
        const result = await action({ world, parameters: call.parameters, input: call.input, requestId, accessKeyId });
        return { answer: dialect.success(call.action, result, requestId), errorCode: undefined };
    } catch (error) {
        const failure = error instanceof ApiError ? error : dialect.internal();
        return { answer: dialect.failure(failure, requestId), errorCode: failure.code };
    }
}

function faultError(fault: ApiFault, call: IncomingCall, arn: string): ApiError {
    const dialect = dialects[call.service];
    if (fault.kind === "refuse") return new ApiError(...fault.error);
    if (fault.kind === "throttle") return dialect.throttled();
    return fault.kind === "denyAccess" ? dialect.denied(arn, call.action) : dialect.internal();
}

function logEntry(
    call: IncomingCall,
    world: World,
    requestId: string,
    status: number | undefined,
    errorCode: string | undefined,
): LoggedRequest {
    const { service, action } = call;
    const parameters = { ...Object.fromEntries(call.parameters), ...call.input };
    const accessKeyId = parseClaim(call.headers)?.accessKeyId;
    return { time: world.clock.now(), service, action, parameters, accessKeyId, requestId, status, errorCode };
}
