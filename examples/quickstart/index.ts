import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();

const greeting = new InstanceConnectCommand("greeting", {
    instanceId: config.require("instanceId"),
    create: 'echo "Hello from $(uname -sm), as $(id -un)"',
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const stdout = greeting.stdout;
export const exitCode = greeting.exitCode;
