import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Puts a stand-in for the plugin of `@pulumi/aws` into a folder that is to come first on PATH, and gives the variables that it needs.
 * `ids` are those of resources that exist in the lab, by type: `{ "aws:ec2/instance:Instance": "i-…" }`.
 */
export function putFakeAws(folder: string, ids: Readonly<Record<string, string>>): Record<string, string> {
    mkdirSync(folder, { recursive: true });
    const plugin = join(folder, "pulumi-resource-aws");
    const provider = join(__dirname, "fake-aws-provider.cjs");
    writeFileSync(plugin, `#!/bin/sh\nexec '${process.execPath}' '${provider}' "$@"\n`);
    chmodSync(plugin, 0o755);
    return { FAKE_AWS_IDS: JSON.stringify(ids) };
}
