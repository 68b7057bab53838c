/** Before a snippet that is a part of a program: what the rest of the program has. */
export const HARNESS = `import * as aws from "@pulumi/aws";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand, type InstanceConnectCommandArgs, leastPolicy } from "pulumi-ec2-instance-connect";
declare const server: aws.ec2.Instance;
declare const bastion: aws.ec2.Instance;
declare const config: pulumi.Config;
declare const instanceId: string;
declare const privateKey: pulumi.Output<string>;
`;

/** As much of packages that are not installed here as the documents use, with their own types. */
export const OTHER_PACKAGES = `
declare module "@pulumi/command" {
    import * as pulumi from "@pulumi/pulumi";
    export namespace remote {
        interface Connection {
            host: pulumi.Input<string>;
            user?: pulumi.Input<string>;
            privateKey?: pulumi.Input<string>;
            privateKeyPassword?: pulumi.Input<string>;
            agentSocketPath?: pulumi.Input<string>;
        }
        class Command extends pulumi.CustomResource {
            constructor(
                name: string,
                args: {
                    connection: Connection;
                    create?: pulumi.Input<string>;
                    update?: pulumi.Input<string>;
                    delete?: pulumi.Input<string>;
                    triggers?: unknown[];
                },
                options?: pulumi.CustomResourceOptions,
            );
            readonly stdout: pulumi.Output<string>;
        }
        class CopyToRemote extends pulumi.CustomResource {
            constructor(
                name: string,
                args: {
                    connection: Connection;
                    source: pulumi.asset.Asset | pulumi.asset.Archive;
                    remotePath: pulumi.Input<string>;
                    triggers?: unknown[];
                },
                options?: pulumi.CustomResourceOptions,
            );
        }
    }
}
`;
