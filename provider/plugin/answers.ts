// What the plugin answers to each call of the engine. Loads all that a resource needs, which a process whose schema alone is
// read, or that has yet to tell its port, does without.
import type { ServerErrorResponse } from "@grpc/grpc-js";
import type { PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
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
    readonly schema: () => object;
    readonly packageVersion: string;
    /** The engine that attached itself to a process which somebody else started. */
    readonly onAttached: (engineAddress: string) => void;
}

/** An answer, or an error as it travels: a `Partial<ServerErrorResponse>`. */
type Answer<Request, Response> = (request: Request) => Promise<Response>;

/** The calls that are answered; all others are not implemented. */
export interface Answers {
    readonly handshake: Answer<messages.ProviderHandshakeRequest, messages.ProviderHandshakeResponse>;
    readonly getPluginInfo: Answer<Empty, PluginInfo>;
    readonly getSchema: Answer<messages.GetSchemaRequest, messages.GetSchemaResponse>;
    readonly attach: Answer<PluginAttach, Empty>;
    readonly checkConfig: Answer<messages.CheckRequest, messages.CheckResponse>;
    readonly diffConfig: Answer<messages.DiffRequest, messages.DiffResponse>;
    readonly configure: Answer<messages.ConfigureRequest, messages.ConfigureResponse>;
    readonly check: Answer<messages.CheckRequest, messages.CheckResponse>;
    readonly diff: Answer<messages.DiffRequest, messages.DiffResponse>;
    readonly create: Answer<messages.CreateRequest, messages.CreateResponse>;
    readonly update: Answer<messages.UpdateRequest, messages.UpdateResponse>;
    readonly read: Answer<messages.ReadRequest, messages.ReadResponse>;
    readonly delete: Answer<messages.DeleteRequest, Empty>;
    readonly cancel: Answer<Empty, Empty>;
}

export function makeAnswers({ lifecycle, schema, packageVersion, onAttached }: Served): Answers {
    let configuration = NO_CONFIGURATION;
    const { resource, during, cancelled, begin } = lifecycle((key) => configuration.stackConfig(key));
    // An engine that is killed, or interrupted while it reads the schema, leaves its plugins behind (measured).
    begin();
    const methods = resourceMethods(resource, () => configuration);
    return Object.freeze({
        handshake: answer(handshakeResponse),
        getPluginInfo: answer(() => pluginInfo(packageVersion)),
        getSchema: answer(() => schemaResponse(schema())),
        attach: answer((request) => {
            onAttached(request.getAddress());
            return new Empty();
        }),
        checkConfig: answer(checkConfig),
        diffConfig: answer(diffConfig),
        configure: answer((request) => {
            configuration = readConfiguration(request.getArgs());
            return configureResponse();
        }),
        check: answer((request) => during(() => methods.check(request))),
        diff: answer((request) => during(() => methods.diff(request))),
        create: answer(
            (request) => during(() => methods.create(request)),
            (request) => has(request.getProperties(), "create"),
        ),
        update: answer(
            (request) => during(() => methods.update(request)),
            (request) => has(request.getNews(), "update") || has(request.getNews(), "create"),
        ),
        read: answer((request) => during(() => methods.read(request))),
        delete: answer(
            (request) => during(() => methods.delete(request)),
            (request) => has(request.getProperties(), "delete"),
        ),
        cancel: answer(async () => {
            await cancelled();
            return new Empty();
        }),
    } satisfies Answers);
}

function answer<Request, Response>(
    work: (request: Request) => Promise<Response> | Response,
    hasCommand: (request: Request) => boolean = () => false,
): Answer<Request, Response> {
    return async (request) => {
        try {
            return await work(request);
        } catch (error) {
            throw statusOf(error, hasCommand(request)) satisfies Partial<ServerErrorResponse>;
        }
    };
}

function has(properties: Parameters<typeof readProperties>[0], name: string): boolean {
    return properties?.getFieldsMap().has(name) === true;
}
