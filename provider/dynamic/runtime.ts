// The frozen entry that serialized providers load by name. Wire format: the export `lifecycle` and its seven methods may
// never be renamed nor take other arguments; closures in old states call them.
import "../process/node-version";
import { engineAddressOf } from "../process/engine-address";
import { PULUMI_WORDS } from "../process/pulumi-words";
import { serveLifecycle } from "../process/serve-lifecycle";
import { pulumiMethods } from "./pulumi-methods";
import { sendToEngineAt } from "./send-to-engine";

const packageJson: { version: string } = require("../../../package.json");

interface ConfigureRequest {
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

export const lifecycle = Object.freeze({
    /** Synchronous to its end: the dynamic-provider server does not wait for it before the first call. */
    configure: (request: ConfigureRequest): void => {
        stackConfig = request.config;
    },
    ...pulumiMethods(resource, during),
});
