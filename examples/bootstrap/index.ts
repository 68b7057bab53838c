import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();

const bootstrap = new InstanceConnectCommand("bootstrap", {
    instanceId: config.require("instanceId"),
    waitForCloudInit: "10m",
    runAs: "root",
    interpreter: ["bash", "-euo", "pipefail"],
    create: `
        accounts=(deploy metrics)
        for account in "\${accounts[@]}"; do
            id "$account" &>/dev/null || useradd --system --shell /usr/sbin/nologin "$account"
        done
        getent passwd "\${accounts[@]}" | cut -d : -f 1,7
    `,
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const accounts = bootstrap.stdout;
