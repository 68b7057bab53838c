import { createRequire } from "node:module";
import type { SendToEngine } from "../process/engine-log";

/** Talks to the engine's gRPC service by the program's own copy of Pulumi. The dynamic-provider server itself forwards no log with a URN. */
export function sendToEngineAt(engineAddress: string): SendToEngine {
    const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const grpc = fromPulumi("@grpc/grpc-js");
    const { EngineClient } = fromPulumi("./proto/engine_grpc_pb.js");
    const { LogRequest, LogSeverity } = fromPulumi("./proto/engine_pb.js");
    const client = new EngineClient(engineAddress, grpc.credentials.createInsecure());
    return (message) =>
        new Promise((resolve, reject) => {
            const call = new LogRequest();
            call.setSeverity(message.severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
            call.setUrn(message.urn);
            call.setMessage(message.text);
            call.setEphemeral(message.ephemeral);
            client.log(call, (error: Error | null) => (error ? reject(error) : resolve()));
        });
}
