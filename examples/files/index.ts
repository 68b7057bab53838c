import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();

const journal = new InstanceConnectCommand("journal", {
    instanceId: config.require("instanceId"),
    files: [
        {
            remotePath: "/etc/systemd/journald.conf.d/size.conf",
            content: `[Journal]\nSystemMaxUse=${config.get("journalSize") ?? "200M"}\n`,
            mode: "0644",
            owner: "root",
            onDelete: "remove",
        },
    ],
    create: "systemctl restart systemd-journald; systemctl is-active systemd-journald",
    runAs: "root",
    connection: config.getObject<ConnectionArgs>("connection") ?? {},
});

export const state = journal.stdout;
