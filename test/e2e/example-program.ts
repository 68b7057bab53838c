import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import ts from "typescript";
import { root } from "../support/imports";

/** The program of an example, compiled as Pulumi does it, and run anew each time; gives the stack's outputs. */
export function exampleProgram(name: string): PulumiFn {
    const file = join(root, "examples", name, "index.ts");
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const program = compileFunction(outputText, ["require", "exports"], { filename: file });
    return async () => {
        const exports = {};
        program(createRequire(file), exports);
        return exports;
    };
}
