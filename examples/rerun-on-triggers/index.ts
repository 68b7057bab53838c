import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();

const deployment = new InstanceConnectCommand("deployment", {
    instanceId: config.require("instanceId"),
    create: "echo 1 > ~/deployments; echo 'deployed for the first time'",
    update: 'echo $(($(cat ~/deployments) + 1)) > ~/deployments; echo "deployed $(cat ~/deployments) times"',
    triggers: [config.require("release")],
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const stdout = deployment.stdout;
