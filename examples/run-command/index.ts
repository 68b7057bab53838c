import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();

const workspace = new InstanceConnectCommand("workspace", {
    instanceId: config.require("instanceId"),
    create: "mkdir ~/workspace; cd ~/workspace; pwd",
    delete: "rm -r ~/workspace",
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const folder = workspace.stdout;
export const outcome = workspace.outcome;
