import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import typescript from "typescript";
import { root, scratch } from "../set-up/paths.mjs";

/** The program's source: the same file that `pulumi up` runs in the checkout. */
export const programFile = join(root, "examples", "quickstart", "index.ts");

/**
 * Compiles the program and returns it as a function that the Automation API can run, anew each time, and that returns
 * the stack's outputs. The official CLI compiles it in its language host instead; otherwise there is no difference.
 */
export function loadProgram() {
    const compiled = join(scratch, "quickstart", "index.cjs");
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, compile(readFileSync(programFile, "utf8")));
    const require = createRequire(compiled);
    return async () => {
        delete require.cache[compiled];
        return { ...require(compiled) };
    };
}

function compile(source) {
    const { CommonJS } = typescript.ModuleKind;
    const { ES2022 } = typescript.ScriptTarget;
    return typescript.transpileModule(source, {
        compilerOptions: { module: CommonJS, target: ES2022, esModuleInterop: true },
    }).outputText;
}
