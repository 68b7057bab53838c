// Run by the Node.js that an executable is made of: compiles the plugin's bundle (1st argument), runs what a start runs, and
// keeps the compiled code in a file (2nd argument).
const { readFileSync, writeFileSync } = require("node:fs");
const { constants, Script } = require("node:vm");

const [, , bundle, cache] = process.argv;
// As the executable compiles it (provider/plugin/executable.ts), or the code is not taken.
const script = new Script(readFileSync(bundle, "latin1"), {
    filename: "plugin.cjs",
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const module_ = { exports: {} };
script.runInThisContext()(module_, module_.exports, require);
module_.exports.makePlugin().prepare();
writeFileSync(cache, script.createCachedData());
