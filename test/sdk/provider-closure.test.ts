import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPackage, buildPackage, WORKSPACE } from "./built-package";
import { supportedReleases, unpackReleases } from "./pulumi-releases";

const golden = readFileSync(join(__dirname, "provider-closure.golden.txt"), "utf8");

/** Prints the closure's text as each SDK serializes it, with one TypeScript for all of them. */
const SERIALIZE = `
const Module = require("node:module");
const [typescript, ...sdkFolders] = JSON.parse(process.env.SERIALIZE_WITH);
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
    return resolve.call(this, request === "typescript" ? typescript : request, ...rest);
};
const { providerClosure } = require("./node_modules/pulumi-ec2-instance-connect/dist/sdk/provider-closure.js");
const provider = providerClosure;
(async () => {
    const texts = [];
    for (const folder of sdkFolders) {
        const { serializeFunction } = require(folder + "/runtime/closure/serializeClosure");
        texts.push(await serializeFunction(() => provider, { allowSecrets: true }));
    }
    console.log(JSON.stringify(texts));
})();
`;

let built: BuiltPackage;

beforeAll(async () => {
    built = await buildPackage();
});

afterAll(() => built.remove());

async function serialize(typescript: string, sdkFolders: readonly string[]): Promise<{ text: string }[]> {
    const fileName = `serialize-${randomUUID()}.cjs`;
    const input = JSON.stringify(JSON.stringify([typescript, ...sdkFolders]));
    return JSON.parse(await built.run(fileName, `process.env.SERIALIZE_WITH = ${input};\n${SERIALIZE}`));
}

const workspaceSdk = join(WORKSPACE, "node_modules/@pulumi/pulumi");
const workspaceTypeScript = join(WORKSPACE, "node_modules/typescript");

describe("the provider's text in state", () => {
    it("is byte for byte the recorded one, or an upgrade would show a change of every resource", async () => {
        const [serialized] = await serialize(workspaceTypeScript, [workspaceSdk]);
        expect(serialized?.text).toBe(golden);
        expect(serialized).toMatchObject({ containsSecrets: false });
    });

    it("stays under 3 KB and names no place of a machine", () => {
        expect(Buffer.byteLength(golden)).toBeLessThan(3000);
        expect(golden).not.toContain(WORKSPACE);
        expect(golden).not.toMatch(/node_modules|__dirname|__filename|file:/);
        expect(golden).not.toContain("\r");
    });

    it("loads nothing but the runtime entry, by the package's name", () => {
        expect([...golden.matchAll(/\b(?:require|import)\b[^;]*/g)].map(([call]) => call)).toEqual([
            'require("pulumi-ec2-instance-connect/runtime")',
        ]);
    });

    it("uses no syntax after ES2017 but what a template and rest parameters need", () => {
        expect(golden).not.toMatch(/\?\.|\?\?|catch \{|\.\.\.\w+\s*\}|#\w|\*\*|static \{/);
    });

    it("is the same under every supported minor version of Pulumi, with any TypeScript or none", async () => {
        const releases = supportedReleases();
        expect(releases.length).toBeGreaterThanOrEqual(22);
        const sdks = await unpackReleases(releases.map((release) => `@pulumi/pulumi@${release}`));
        const [typescript5] = await unpackReleases(["typescript@5.9.3"]);
        // Where no TypeScript is installed, Pulumi falls back to the one that it brings.
        const vendored = join(workspaceSdk, "vendor/typescript@3.8.3/typescript.js");
        const compilers = [workspaceTypeScript, typescript5 ?? "", vendored];
        const texts = await Promise.all(compilers.map((typescript) => serialize(typescript, sdks)));
        const different = texts.flatMap((ofCompiler, compiler) =>
            releases
                .filter((_, index) => ofCompiler[index]?.text !== golden)
                .map((release) => [compilers[compiler], release]),
        );
        expect(texts.map((ofCompiler) => ofCompiler.length)).toEqual(compilers.map(() => releases.length));
        expect(different).toEqual([]);
    });
});
