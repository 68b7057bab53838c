// The plugin's process as one executable, which holds the rest of the plugin as text and as code that is compiled already.
import { getRawAsset } from "node:sea";
import { constants, Script } from "node:vm";
import { listen } from "./listen";

listen(() => {
    // Of one byte for each character: the bundler writes ASCII.
    const source = Buffer.from(getRawAsset("plugin.cjs")).toString("latin1");
    const script = new Script(source, {
        filename: "plugin.cjs",
        cachedData: Buffer.from(getRawAsset("plugin.cache")),
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const module = { exports: {} as typeof import("./plugin") };
    script.runInThisContext()(module, module.exports, require);
    return module.exports.makePlugin();
});
