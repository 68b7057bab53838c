// The plugin's process: the engine starts it, reads its port from standard output, and calls.
import "../process/node-version";
import { engineAddressOf } from "../process/engine-address";
import { serveLifecycle } from "../process/serve-lifecycle";
import { PLUGIN_WORDS } from "./plugin-words";
import { sendToEngineAt } from "./send-to-engine";
import { serve } from "./serve";

const packageJson: { version: string } = require("../../package.json");
const schema: object = require("./schema.json");

let engineAddress = engineAddressOf(process.argv);

void serve({
    lifecycle: (stackConfig) =>
        serveLifecycle({
            engineAddress: () => engineAddress,
            sendTo: sendToEngineAt,
            words: PLUGIN_WORDS,
            stackConfig,
            packageVersion: packageJson.version,
        }),
    schema: { ...schema, version: packageJson.version },
    packageVersion: packageJson.version,
    onAttached: (address) => {
        engineAddress = address;
    },
}).then(({ port }) => process.stdout.write(`${port}\n`));
