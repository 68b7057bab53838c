// What the engine asks of the provider as a whole.
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
    type CheckRequest,
    type CheckResponse,
    ConfigureResponse,
    type DiffRequest,
    DiffResponse,
    GetSchemaResponse,
    PropertyDiff,
    ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { changedConfiguration, checkedConfiguration } from "./configuration";
import { checkResponse } from "./resource-methods";

/** Secrets are wanted, since only the check sees what the program marked; references and outputs are not. */
export function handshakeResponse(): ProviderHandshakeResponse {
    const response = new ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setAcceptResources(false);
    response.setAcceptOutputs(false);
    return response;
}

export function configureResponse(): ConfigureResponse {
    const response = new ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setAcceptresources(false);
    response.setAcceptoutputs(false);
    return response;
}

export function pluginInfo(version: string): PluginInfo {
    const info = new PluginInfo();
    info.setVersion(version);
    return info;
}

export function schemaResponse(schema: object): GetSchemaResponse {
    const response = new GetSchemaResponse();
    response.setSchema(JSON.stringify(schema));
    return response;
}

export function checkConfig(request: CheckRequest): CheckResponse {
    const { inputs, failures } = checkedConfiguration(request.getNews());
    return checkResponse(inputs, failures);
}

/** Nothing of a provider's configuration replaces its resources: state knows where each instance is. */
export function diffConfig(request: DiffRequest): DiffResponse {
    const changed = changedConfiguration(request.getOldInputs() ?? request.getOlds(), request.getNews());
    const response = new DiffResponse();
    const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
    response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setDiffsList(changed);
    for (const name of changed) {
        const diff = new PropertyDiff();
        diff.setKind(PropertyDiff.Kind.UPDATE);
        diff.setInputdiff(true);
        response.getDetaileddiffMap().set(name, diff);
    }
    response.setHasdetaileddiff(changed.length > 0);
    return response;
}
