import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const connection = config.getObject<ConnectionArgs>("connection") ?? {};

const noPasswords = new InstanceConnectCommand("no-passwords", {
    instanceId: config.require("instanceId"),
    create: `
        echo "PasswordAuthentication no" >/etc/ssh/sshd_config.d/10-no-passwords.conf
        systemctl reload ssh
    `,
    read: "cat /etc/ssh/sshd_config.d/10-no-passwords.conf",
    runAs: "root",
    connection,
});

export const setting = noPasswords.readStdout;
