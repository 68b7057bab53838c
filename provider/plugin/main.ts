// The plugin's process: the engine starts it, reads its port from standard output, and calls.
import "../process/node-version";
import { once } from "../base/once";
import { engineAddressOf } from "../process/engine-address";
import { serve } from "./serve";

const packageJson: { version: string } = require("../../package.json");

let engineAddress = engineAddressOf(process.argv);

/** Loaded when the port is told: the engine starts several plugins one after the other, and waits for each port. */
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

void serve(answers).then((port) => {
    process.stdout.write(`${port}\n`);
    setImmediate(answers);
});
