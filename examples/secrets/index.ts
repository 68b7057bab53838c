import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();

const registration = new InstanceConnectCommand("registration", {
    instanceId: config.require("instanceId"),
    create: 'echo "registered with $API_TOKEN"',
    environment: { API_TOKEN: config.requireSecret("apiToken") },
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const stdout = registration.stdout;
