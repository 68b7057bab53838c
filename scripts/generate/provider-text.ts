import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from ".";
import { noticeOf } from "./notice";

const GOLDEN = "test/sdk/provider-closure.golden.txt";

/** The text that Pulumi makes of `sdk/provider-closure.ts`, as a constant. */
export function providerTextFile(root: string): GeneratedFile {
    const lines = readFileSync(join(root, GOLDEN), "utf8").split("\n");
    return {
        path: "sdk/provider-text.ts",
        text: `// ${noticeOf(GOLDEN)}

/**
 * The provider of every \`InstanceConnectCommand\`, as Pulumi serializes \`providerClosure\`. It is registered as it is: Pulumi
 * need not serialize it in each program, which takes a second and which a bundler or another runtime would spoil.
 */
export const PROVIDER_TEXT = [
${lines.map((line) => `    ${JSON.stringify(line)},`).join("\n")}
].join("\\n");
`,
    };
}
