import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const apiToken = config.requireSecret("apiToken");

const release = new InstanceConnectCommand("release", {
    instanceId: config.require("instanceId"),
    files: [
        {
            remotePath: "/etc/greeter/greeter.env",
            content: pulumi.interpolate`API_TOKEN=${apiToken}\n`,
            mode: "0600",
            owner: "root",
            onDelete: "remove",
        },
    ],
    environment: { RELEASE: config.require("release") },
    create: `
        . /etc/greeter/greeter.env
        echo "release $RELEASE, with a token of \${#API_TOKEN} characters" | tee /etc/greeter/release
    `,
    delete: "rm -f /etc/greeter/release",
    runAs: "root",
    // One at a time on the instance, also when somebody deploys by hand.
    exclusive: true,
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const outcome = release.outcome;
/** A secret, because the script has one: the log of a pipeline shows `[secret]`. */
export const deployed = release.stdout;
