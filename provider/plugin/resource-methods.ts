// What the engine asks of one resource: its requests and answers, from and to the lifecycle's.
import {
    CheckFailure,
    type CheckRequest,
    CheckResponse,
    type CreateRequest,
    CreateResponse,
    type DeleteRequest,
    type DiffRequest,
    type DiffResponse,
    type ReadRequest,
    ReadResponse,
    type UpdateRequest,
    UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Lifecycle } from "../lifecycle";
import type { ArgumentFailure } from "../operation";
import { engineErrorText } from "../process/engine-text";
import { failuresForEngine } from "../process/failures-for-engine";
import { readHiddenInputs, withHiddenInputs, withKeptMarks } from "../process/hidden-inputs";
import { previewedOutputs, withEmptyMaps } from "./answered-outputs";
import type { Configuration } from "./configuration";
import { diffResponse } from "./detailed-diff";
import { importRefused } from "./import-refused";
import { withTextsMarked } from "./mark-texts";
import { refuseOtherTypes } from "./refuse-other-types";
import { requestOf } from "./requests";
import { type Properties, readProperties, readWithSecrets, toStruct } from "./values";

export interface ResourceMethods {
    check(request: CheckRequest): Promise<CheckResponse>;
    diff(request: DiffRequest): Promise<DiffResponse>;
    create(request: CreateRequest): Promise<CreateResponse>;
    read(request: ReadRequest): Promise<ReadResponse>;
    update(request: UpdateRequest): Promise<UpdateResponse>;
    delete(request: DeleteRequest): Promise<Empty>;
}

/** The methods for resources of a provider that is configured so by then. */
export function resourceMethods(resource: Lifecycle, configuration: () => Configuration): ResourceMethods {
    const defaultsOf = () => configuration().connectionDefaults;
    return Object.freeze({
        check: async (request) => {
            const { properties, secretPaths } = readWithSecrets(request.getNews());
            const unknownType = refuseOtherTypes(request.getUrn());
            if (unknownType !== undefined) {
                return checkResponse({}, [unknownType]);
            }
            const olds = readProperties(request.getOlds());
            const news = withHiddenInputs(properties, { secretPaths, olds });
            const told = requestOf(news, { urn: request.getUrn(), connectionDefaults: defaultsOf() });
            const isNew = Object.keys(olds).length === 0;
            const { inputs, failures } = await resource.check({ ...told, news, isNew });
            return checkResponse(withTextsMarked(inputs), failures);
        },
        diff: async (request) => {
            const { olds, news } = comparedIn(request);
            const told = requestOf(news, { urn: request.getUrn(), connectionDefaults: defaultsOf() });
            const secretPathsBefore = readHiddenInputs(olds).secretPaths;
            const difference = await resource.diff({ ...told, olds, news, secretPathsBefore });
            return diffResponse(difference, { olds, news, secretPaths: [told.secretPaths, secretPathsBefore] });
        },
        create: async (request) => {
            const news = readProperties(request.getProperties());
            const { id, outputs } = await resource.create({ ...changeOf(request, news, defaultsOf()), news });
            const response = new CreateResponse();
            response.setId(id);
            response.setProperties(answered(request, outputs));
            return response;
        },
        update: async (request) => {
            const { olds, news } = comparedIn(request);
            const told = changeOf(request, news, defaultsOf());
            const outputs = await resource.update({ ...told, id: request.getId(), olds, news });
            const response = new UpdateResponse();
            response.setProperties(answered(request, outputs));
            return response;
        },
        read: async (request) => {
            const olds = readProperties(request.getProperties());
            if (olds.__state === undefined) {
                throw importRefused(request.getId());
            }
            const [urn, timeout] = [request.getUrn(), request.getTimeout()];
            const told = requestOf(olds, { urn, timeout, connectionDefaults: defaultsOf() });
            const outputs = await resource.read({ ...told, id: request.getId(), olds });
            const response = new ReadResponse();
            // Without an id the engine takes the resource out of state.
            if (outputs !== undefined) {
                response.setId(request.getId());
                response.setProperties(toStruct(withEmptyMaps(outputs)));
                response.setInputs(request.getInputs());
            }
            return response;
        },
        delete: async (request) => {
            const olds = readProperties(request.getProperties());
            const [urn, timeout] = [request.getUrn(), request.getTimeout()];
            const told = requestOf(olds, { urn, timeout, connectionDefaults: defaultsOf() });
            await resource.delete({ ...told, id: request.getId(), olds });
            return new Empty();
        },
    } satisfies ResourceMethods);
}

function comparedIn(request: DiffRequest | UpdateRequest): { olds: Properties; news: Properties } {
    const olds = readProperties(request.getOlds());
    const news = readProperties(request.getNews());
    return { olds, news: withKeptMarks(news, olds, request.getIgnorechangesList()) };
}

function changeOf(
    request: CreateRequest | UpdateRequest,
    news: Properties,
    connectionDefaults: Configuration["connectionDefaults"],
) {
    const [urn, timeout, isPreview] = [request.getUrn(), request.getTimeout(), request.getPreview()];
    return requestOf(news, { urn, timeout, isPreview, connectionDefaults });
}

function answered(request: CreateRequest | UpdateRequest, outputs: Properties) {
    return toStruct(request.getPreview() ? previewedOutputs(outputs) : withEmptyMaps(outputs));
}

/** For resources and for the provider itself. */
export function checkResponse(inputs: Properties, failures: readonly ArgumentFailure[]): CheckResponse {
    const response = new CheckResponse();
    response.setInputs(toStruct(inputs));
    const shown = failuresForEngine(failures).map(({ property, reason }) => {
        const failure = new CheckFailure();
        failure.setProperty(property);
        failure.setReason(engineErrorText(reason));
        return failure;
    });
    response.setFailuresList(shown);
    return response;
}
