// All of the plugin but its port: the lifecycle, its answers, and the service that gives them.
import type { Socket } from "node:net";
import { once } from "../base/once";
import { engineAddressOf } from "../process/engine-address";
import { makeGrpcService } from "./grpc-service";

const packageJson: { version: string } = require("../../package.json");

export interface Plugin {
    /** Serves the engine on a connection. */
    readonly take: (connection: Socket) => void;
    /** Loads what the first call would have to wait for. */
    readonly prepare: () => void;
}

export function makePlugin(): Plugin {
    let engineAddress = engineAddressOf(process.argv);
    const answers = once(() => {
        const { releasedSchema } = require("./released-schema") as typeof import("./released-schema");
        const { makeAnswers } = require("./answers") as typeof import("./answers");
        const { PLUGIN_WORDS } = require("./plugin-words") as typeof import("./plugin-words");
        const { serveLifecycle } = require("../process/serve-lifecycle") as typeof import("../process/serve-lifecycle");
        const { sendToEngineAt } = require("./send-to-engine") as typeof import("./send-to-engine");
        return makeAnswers({
            lifecycle: (stackConfig) =>
                serveLifecycle({
                    engineAddress: () => engineAddress,
                    sendTo: sendToEngineAt,
                    words: PLUGIN_WORDS,
                    stackConfig,
                    packageVersion: packageJson.version,
                }),
            schema: () => releasedSchema(require("./schema.json"), packageJson.version, process.env.PLUGIN_REPOSITORY),
            packageVersion: packageJson.version,
            onAttached: (address) => {
                engineAddress = address;
            },
        });
    });
    return Object.freeze({ take: makeGrpcService(answers), prepare: answers });
}
