// The service that the engine calls, over gRPC.
import type { Socket } from "node:net";
import {
    type handleUnaryCall,
    Server,
    ServerCredentials,
    type ServerWritableStream,
    status,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Answers } from "./answers";

/** No limit but the memory: arguments and outputs may hold files and megabytes of output. */
const OPTIONS = {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    "grpc.max_metadata_size": 16 * 1024 * 1024,
};

const NOT_HERE = {
    code: status.UNIMPLEMENTED,
    details: "ec2-instance-connect has one resource, InstanceConnectCommand, and no functions, components or lists.",
};

/** Makes the service, and the function that gives it a connection. The answers are asked for with the first call. */
export function makeGrpcService(answers: () => Answers): (connection: Socket) => void {
    const server = new Server(OPTIONS);
    server.addService(ResourceProviderService, serviceOf(answers));
    const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
    return (connection) => connections.injectConnection(connection);
}

function serviceOf(answers: () => Answers): UntypedServiceImplementation {
    const unary = <Request, Response>(
        choose: (all: Answers) => (request: Request) => Promise<Response>,
    ): handleUnaryCall<Request, Response> => {
        return ({ request }, answer) => {
            choose(answers())(request).then(
                (response) => answer(null, response),
                (error) => answer(error),
            );
        };
    };
    const refused: handleUnaryCall<unknown, never> = (_call, answer) => answer(NOT_HERE);
    return {
        handshake: unary((all) => all.handshake),
        getPluginInfo: unary((all) => all.getPluginInfo),
        getSchema: unary((all) => all.getSchema),
        attach: unary((all) => all.attach),
        checkConfig: unary((all) => all.checkConfig),
        diffConfig: unary((all) => all.diffConfig),
        configure: unary((all) => all.configure),
        check: unary((all) => all.check),
        diff: unary((all) => all.diff),
        create: unary((all) => all.create),
        update: unary((all) => all.update),
        read: unary((all) => all.read),
        delete: unary((all) => all.delete),
        cancel: unary((all) => all.cancel),
        parameterize: refused,
        invoke: refused,
        call: refused,
        construct: refused,
        getMapping: refused,
        getMappings: refused,
        list: (call: ServerWritableStream<unknown, never>) => call.emit("error", NOT_HERE),
    } satisfies Partial<IResourceProviderServer>;
}
