import { createRequire } from "node:module";
import type { SendToEngine } from "../process/engine-log";
import { sendBy } from "../process/log-calls";

/** Talks to the engine's gRPC service by the program's own copy of Pulumi. The dynamic-provider server itself forwards no log with a URN. */
export function sendToEngineAt(engineAddress: string): SendToEngine {
    const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const grpc = fromPulumi("@grpc/grpc-js");
    const { EngineClient } = fromPulumi("./proto/engine_grpc_pb.js");
    const client = new EngineClient(engineAddress, grpc.credentials.createInsecure());
    return sendBy(client, fromPulumi("./proto/engine_pb.js"));
}
