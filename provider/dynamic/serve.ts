// Everything that the entry loads. The build makes one file of it, which loads faster than hundreds.
import { engineAddressOf } from "../process/engine-address";
import { PULUMI_WORDS } from "../process/pulumi-words";
import { serveLifecycle } from "../process/serve-lifecycle";
import { pulumiMethods } from "./pulumi-methods";
import { sendToEngineAt } from "./send-to-engine";

const packageJson: { version: string } = require("../../../package.json");

export interface ConfigureRequest {
    readonly config: { get(key: string): string | undefined };
}

let stackConfig: ConfigureRequest["config"] | undefined;

const { resource, during } = serveLifecycle({
    engineAddress: () => engineAddressOf(process.argv),
    sendTo: sendToEngineAt,
    words: PULUMI_WORDS,
    stackConfig: (key) => stackConfig?.get(key),
    packageVersion: packageJson.version,
});

/** What the closures in states call. */
export const lifecycle = Object.freeze({
    /** Synchronous to its end: the dynamic-provider server does not wait for it before the first call. */
    configure: (request: ConfigureRequest): void => {
        stackConfig = request.config;
    },
    ...pulumiMethods(resource, during),
});
