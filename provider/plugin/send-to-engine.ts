import { credentials, type ServiceError } from "@grpc/grpc-js";
import * as engine from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { SendToEngine } from "../process/engine-log";

/** Talks to the engine's gRPC service. */
export function sendToEngineAt(engineAddress: string): SendToEngine {
    const client = new engine.EngineClient(engineAddress, credentials.createInsecure());
    return ({ severity, urn, text, ephemeral }) =>
        new Promise((resolve, reject) => {
            const call = new LogRequest();
            call.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
            call.setUrn(urn);
            call.setMessage(text);
            call.setEphemeral(ephemeral);
            client.log(call, (error: ServiceError | null) => (error === null ? resolve() : reject(error)));
        });
}
