import { credentials } from "@grpc/grpc-js";
import * as engine from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import type { SendToEngine } from "../process/engine-log";
import { sendBy } from "../process/log-calls";

/** Talks to the engine's gRPC service by the copy of Pulumi that is built in. */
export function sendToEngineAt(engineAddress: string): SendToEngine {
    return sendBy(new engine.EngineClient(engineAddress, credentials.createInsecure()), messages);
}
