import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type * as messages from "@pulumi/pulumi/proto/engine_pb";
import type { SendToEngine } from "./engine-log";

/** Sends messages by a client of the engine's gRPC service. Which copy of Pulumi both come from is for the door to say. */
export function sendBy(
    client: Pick<EngineClient, "log">,
    { LogRequest, LogSeverity }: Pick<typeof messages, "LogRequest" | "LogSeverity">,
): SendToEngine {
    return ({ severity, urn, text, ephemeral }) =>
        new Promise((resolve, reject) => {
            const call = new LogRequest();
            call.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
            call.setUrn(urn);
            call.setMessage(text);
            call.setEphemeral(ephemeral);
            client.log(call, (error) => (error === null ? resolve() : reject(error)));
        });
}
