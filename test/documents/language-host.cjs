// Stands in for pulumi-language-nodejs where the Pulumi CLI was built without it: runs the `main` of a project, compiled from
// TypeScript, in this process. Everything else is Pulumi's own.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { compileFunction } = require("node:vm");

const fromProgram = createRequire(join(process.cwd(), "package.json"));
const grpc = createRequire(fromProgram.resolve("@pulumi/pulumi/package.json"))("@grpc/grpc-js");
const ts = fromProgram("typescript");
const { LanguageServer } = fromProgram("@pulumi/pulumi/automation/server.js");
const { LanguageRuntimeService } = fromProgram("@pulumi/pulumi/proto/language_grpc_pb.js");

/** The program of the folder that the CLI was started in. */
async function program() {
    const file = join(process.cwd(), "index.ts");
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const exports = {};
    compileFunction(outputText, ["require", "exports"], { filename: file })(createRequire(file), exports);
    return exports;
}

const methods = new LanguageServer(program);
const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
    ...methods,
    getPluginInfo: methods.getPluginInfo.bind(methods),
    getRequiredPlugins: methods.getRequiredPlugins.bind(methods),
    run: methods.run.bind(methods),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
        throw error;
    }
    process.stdout.write(`${port}\n`);
});
