// Errors in the form in which the engine takes them from a plugin.
import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { engineErrorText } from "../process/engine-text";
import { asProviderError } from "../process/foreign-error";
import { speak } from "../process/speak";
import { FailedWithState } from "../state";
import { withEmptyMaps } from "./answered-outputs";
import { PLUGIN_WORDS } from "./plugin-words";
import { toStruct } from "./values";

/** Any error of a call in which a command was to run or not. One that leaves something in state carries it. */
export function statusOf(error: unknown, hasCommand: boolean): Partial<ServerErrorResponse> {
    const reason = error instanceof FailedWithState ? error.reason : asProviderError(error);
    const details = engineErrorText(speak(reason, hasCommand, PLUGIN_WORDS).message);
    const answer = { code: status.UNKNOWN, details };
    return error instanceof FailedWithState ? { ...answer, metadata: partialState(error, details) } : answer;
}

/** What the engine turns into a saved resource that failed. Of such a failure it prints no more than reasons. */
function partialState({ id, outputs }: FailedWithState, reason: string): Metadata {
    const failed = new ErrorResourceInitFailed();
    failed.setId(id);
    failed.setProperties(toStruct(withEmptyMaps(outputs)));
    failed.setReasonsList([reason]);
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const told = new Status();
    told.setCode(status.UNKNOWN);
    told.setMessage(reason);
    told.addDetails(detail);
    const metadata = new Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(told.serializeBinary()));
    return metadata;
}
