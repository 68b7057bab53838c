import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import {
    credentials,
    type handleUnaryCall,
    Server,
    ServerCredentials,
    type ServiceError,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { root } from "../support/imports";

type Properties = Record<string, unknown>;

/** The built plugin, as a machine with Node.js runs it. */
export const PLUGIN = join(root, "dist", "plugin", "pulumi-resource-ec2-instance-connect");
const TYPE = "ec2-instance-connect:index:InstanceConnectCommand";
export const URN = `urn:pulumi:test::project::${TYPE}::command`;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const secret = (value: unknown) => ({ [SIGNATURE]: SECRET, value });
export const isSecret = (value: unknown): value is { value: unknown } =>
    typeof value === "object" && value !== null && Reflect.get(value, SIGNATURE) === SECRET;
export const textAsset = (text: string) => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text });

/** A line that the plugin sent to the engine's log. */
export interface LoggedLine {
    readonly urn: string;
    readonly text: string;
    readonly ephemeral: boolean;
}

/** What the engine makes of an error with partial state. */
export interface PartialState {
    readonly id: string;
    readonly outputs: Properties;
    readonly reasons: readonly string[];
}

/** An error that the plugin answered, with what it leaves in state. */
export class AnsweredError extends Error {
    constructor(
        message: string,
        readonly left: PartialState | undefined,
    ) {
        super(message);
    }
}

/** The plugin in a process of its own, and a client that asks it as the engine does. */
export async function startPlugin(environment: Record<string, string> = {}, program = PLUGIN) {
    const lines: LoggedLine[] = [];
    const engine = await startEngine(lines);
    const child = spawn(program, [engine.address], {
        env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...environment },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const port = await firstLine(child);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
        "grpc.max_receive_message_length": -1,
        "grpc.max_metadata_size": 16 * 1024 * 1024,
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const { handshake, ...methods } = methodsOf(client);
    await handshake(engine.address);
    return {
        ...methods,
        child,
        /** What it sent to the rows of resources. */
        lines,
        ended,
        stop: async () => {
            client.close();
            child.kill("SIGINT");
            const limit = setTimeout(() => child.kill("SIGKILL"), 10_000);
            await ended;
            clearTimeout(limit);
            engine.stop();
        },
    };
}

function methodsOf(client: ResourceProviderClient) {
    return {
        handshake: (engineAddress: string) => {
            const request = new messages.ProviderHandshakeRequest();
            request.setEngineAddress(engineAddress);
            return unary<messages.ProviderHandshakeResponse>((done) => client.handshake(request, done));
        },
        schema: async () => {
            const request = new messages.GetSchemaRequest();
            const answer = await unary<messages.GetSchemaResponse>((done) => client.getSchema(request, done));
            return JSON.parse(answer.getSchema());
        },
        checkConfig: (news: Properties, olds: Properties = {}) =>
            checked((done) => client.checkConfig(checkRequest(news, olds), done)),
        diffConfig: (olds: Properties, news: Properties) =>
            compared((done) => client.diffConfig(diffRequest(olds, news), done)),
        configure: (args: Properties = {}) => {
            const request = new messages.ConfigureRequest();
            request.setArgs(struct(args));
            request.setAcceptsecrets(true);
            return unary<messages.ConfigureResponse>((done) => client.configure(request, done));
        },
        check: (news: Properties, olds: Properties = {}, urn = URN) =>
            checked((done) => client.check(checkRequest(news, olds, urn), done)),
        diff: (olds: Properties, news: Properties) => compared((done) => client.diff(diffRequest(olds, news), done)),
        create: async (news: Properties, { preview = false, timeout = 0 } = {}) => {
            const request = new messages.CreateRequest();
            request.setUrn(URN);
            request.setProperties(struct(news));
            request.setPreview(preview);
            request.setTimeout(timeout);
            const answer = await unary<messages.CreateResponse>((done) => client.create(request, done));
            return { id: answer.getId(), outputs: plain(answer.getProperties()) };
        },
        update: async (id: string, olds: Properties, news: Properties, { preview = false, timeout = 0 } = {}) => {
            const request = new messages.UpdateRequest();
            request.setUrn(URN);
            request.setId(id);
            request.setOlds(struct(olds));
            request.setNews(struct(news));
            request.setPreview(preview);
            request.setTimeout(timeout);
            const answer = await unary<messages.UpdateResponse>((done) => client.update(request, done));
            return plain(answer.getProperties());
        },
        read: async (id: string, outputs: Properties, inputs: Properties = {}) => {
            const request = new messages.ReadRequest();
            request.setUrn(URN);
            request.setId(id);
            request.setProperties(struct(outputs));
            request.setInputs(struct(inputs));
            const answer = await unary<messages.ReadResponse>((done) => client.read(request, done));
            return { id: answer.getId(), outputs: plain(answer.getProperties()) };
        },
        delete: (id: string, outputs: Properties) => {
            const request = new messages.DeleteRequest();
            request.setUrn(URN);
            request.setId(id);
            request.setProperties(struct(outputs));
            return unary<Empty>((done) => client.delete(request, done));
        },
        cancel: () => unary<Empty>((done) => client.cancel(new Empty(), done)),
        invoke: () => unary<messages.InvokeResponse>((done) => client.invoke(new messages.InvokeRequest(), done)),
    };
}

type Done<Answer> = (error: ServiceError | null, answer: Answer) => void;

function unary<Answer>(ask: (done: Done<Answer>) => unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
        ask((error, answer) => (error === null ? resolve(answer) : reject(answered(error))));
    });
}

function answered(error: ServiceError): AnsweredError {
    const [packed] = error.metadata?.get("grpc-status-details-bin") ?? [];
    const [detail] = packed === undefined ? [] : Status.deserializeBinary(packed as Buffer).getDetailsList();
    if (detail === undefined) {
        return new AnsweredError(error.details, undefined);
    }
    const failed = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    const left = { id: failed.getId(), outputs: plain(failed.getProperties()), reasons: failed.getReasonsList() };
    return new AnsweredError(error.details, left);
}

async function checked(ask: (done: Done<messages.CheckResponse>) => unknown) {
    const answer = await unary(ask);
    const failures = answer.getFailuresList().map((one) => [one.getProperty(), one.getReason()] as const);
    return { inputs: plain(answer.getInputs()), failures };
}

async function compared(ask: (done: Done<messages.DiffResponse>) => unknown) {
    const answer = await unary(ask);
    const kinds = Object.entries(messages.PropertyDiff.Kind);
    const details = [...answer.getDetaileddiffMap().entries()].map(
        ([path, diff]: [string, messages.PropertyDiff]) =>
            [path, kinds.find(([, value]) => value === diff.getKind())?.[0]] as const,
    );
    return {
        changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: answer.getReplacesList(),
        deleteBeforeReplace: answer.getDeletebeforereplace(),
        details: Object.fromEntries(details),
    };
}

function checkRequest(news: Properties, olds: Properties, urn = URN) {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return request;
}

function diffRequest(olds: Properties, news: Properties) {
    const request = new messages.DiffRequest();
    request.setUrn(URN);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return request;
}

function struct(properties: Properties): Struct {
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

function plain(properties: Struct | undefined): Properties {
    return properties?.toJavaScript() ?? {};
}

async function startEngine(lines: LoggedLine[]) {
    const log: handleUnaryCall<LogRequest, Empty> = ({ request }, answer) => {
        lines.push({ urn: request.getUrn(), text: request.getMessage(), ephemeral: request.getEphemeral() });
        answer(null, new Empty());
    };
    const refuse: handleUnaryCall<unknown, never> = (_call, answer) => answer({ code: 12 });
    const methods = Object.keys(EngineService).map((name) => [name, name === "log" ? log : refuse]);
    const server = new Server();
    server.addService(EngineService, Object.fromEntries(methods) as UntypedServiceImplementation);
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

function firstLine(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
        let [told, complaint] = ["", ""];
        child.stderr?.on("data", (chunk) => {
            complaint += chunk;
        });
        child.stdout?.on("data", (chunk) => {
            told += chunk;
            if (told.includes("\n")) {
                resolve(told.split("\n", 1)[0] ?? "");
            }
        });
        child.once("exit", (code) => reject(new Error(`the plugin ended with ${code} before its port: ${complaint}`)));
    });
}
