import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Puts a stand-in for the plugin of `@pulumi/aws` into a folder that is to come first on PATH. */
export function putFakeAws(folder: string): void {
    const plugin = join(folder, "pulumi-resource-aws");
    const provider = join(__dirname, "fake-aws-provider.cjs");
    writeFileSync(plugin, `#!/bin/sh\nexec '${process.execPath}' '${provider}' "$@"\n`);
    chmodSync(plugin, 0o755);
}

/** The variables that make the stand-in give the IDs of what exists in the lab. */
export function fakeAwsIds({ instanceId, endpointId }: { instanceId: string; endpointId?: string | undefined }) {
    const ids = {
        "aws:ec2/instance:Instance": instanceId,
        "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": endpointId,
    };
    return { FAKE_AWS_IDS: JSON.stringify(ids) };
}
