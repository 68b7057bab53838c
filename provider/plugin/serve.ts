// The gRPC service of the plugin: each call of the engine, from its request to its answer or its error.
import {
    type handleUnaryCall,
    Server,
    ServerCredentials,
    type ServerUnaryCall,
    type ServerWritableStream,
    type sendUnaryData,
    status,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ServedLifecycle } from "../process/serve-lifecycle";
import { type Configuration, NO_CONFIGURATION, readConfiguration } from "./configuration";
import {
    checkConfig,
    configureResponse,
    diffConfig,
    handshakeResponse,
    pluginInfo,
    schemaResponse,
} from "./provider-methods";
import { resourceMethods } from "./resource-methods";
import { statusOf } from "./status-of";
import type { readProperties } from "./values";

/** What a process serves. */
export interface Served {
    /** Made with a way to read the configuration that the engine gives later. */
    readonly lifecycle: (stackConfig: Configuration["stackConfig"]) => ServedLifecycle;
    readonly schema: object;
    readonly packageVersion: string;
    /** The engine that attached itself to a process which somebody else started. */
    readonly onAttached: (engineAddress: string) => void;
}

/** No limit but the memory: arguments and outputs may hold files and megabytes of output. */
const OPTIONS = {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    "grpc.max_metadata_size": 16 * 1024 * 1024,
};

/** Serves on a port of loopback that the system chooses, and resolves to it. */
export function serve(served: Served): Promise<{ port: number; close: () => void }> {
    const server = new Server(OPTIONS);
    server.addService(ResourceProviderService, serviceOf(served));
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
            if (error !== null) {
                reject(error);
            } else {
                resolve({ port, close: () => server.forceShutdown() });
            }
        });
    });
}

function serviceOf({ lifecycle, schema, packageVersion, onAttached }: Served): UntypedServiceImplementation {
    let configuration = NO_CONFIGURATION;
    const { resource, during, cancelled } = lifecycle((key) => configuration.stackConfig(key));
    const methods = resourceMethods(resource, () => configuration);
    const unary = <Request, Response>(
        work: (request: Request) => Promise<Response> | Response,
        hasCommand: (request: Request) => boolean = () => false,
    ): handleUnaryCall<Request, Response> => {
        return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>) => {
            const { request } = call;
            Promise.resolve()
                .then(() => work(request))
                .then(
                    (response) => answer(null, response),
                    (error) => answer(statusOf(error, hasCommand(request))),
                );
        };
    };
    /** A call about a resource. */
    const ofResource: typeof unary = (work, hasCommand) =>
        unary((request) => during(async () => work(request)), hasCommand);
    const refused: handleUnaryCall<unknown, never> = (_call, answer) => answer({ code: status.UNIMPLEMENTED });
    const service = {
        handshake: unary(handshakeResponse),
        getPluginInfo: unary(() => pluginInfo(packageVersion)),
        getSchema: unary(() => schemaResponse(schema)),
        attach: unary((request) => {
            onAttached(request.getAddress());
            return new Empty();
        }),
        checkConfig: unary(checkConfig),
        diffConfig: unary(diffConfig),
        configure: unary((request) => {
            configuration = readConfiguration(request.getArgs());
            return configureResponse(request);
        }),
        check: ofResource(methods.check),
        diff: ofResource(methods.diff),
        create: ofResource(methods.create, (request) => has(request.getProperties(), "create")),
        update: ofResource(
            methods.update,
            (request) => has(request.getNews(), "update") || has(request.getNews(), "create"),
        ),
        read: ofResource(methods.read),
        delete: ofResource(methods.delete, (request) => has(request.getProperties(), "delete")),
        cancel: unary(async () => {
            await cancelled();
            return new Empty();
        }),
        parameterize: refused,
        invoke: refused,
        call: refused,
        construct: refused,
        getMapping: refused,
        getMappings: refused,
        list: (call: ServerWritableStream<unknown, never>) => call.emit("error", { code: status.UNIMPLEMENTED }),
    } satisfies Partial<IResourceProviderServer>;
    return service;
}

function has(properties: Parameters<typeof readProperties>[0], name: string): boolean {
    return properties?.getFieldsMap().has(name) === true;
}
