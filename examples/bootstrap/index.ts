import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const accountNames = config.getObject<string[]>("accounts") ?? ["deploy", "metrics"];

const image = aws.ec2.getAmiOutput({
    owners: ["amazon"],
    filters: [{ name: "name", values: ["al2023-ami-2023.*-x86_64"] }],
    mostRecent: true,
});

const firewall = new aws.ec2.SecurityGroup("bootstrap", {
    description: "SSH from where Pulumi runs",
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: [config.require("sshFrom")] }],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const server = new aws.ec2.Instance(
    "bootstrap",
    {
        ami: image.id,
        instanceType: "t3.micro",
        associatePublicIpAddress: true,
        vpcSecurityGroupIds: [firewall.id],
        metadataOptions: { httpTokens: "required" },
        userData: "#cloud-config\npackage_upgrade: true\n",
        tags: { Name: "bootstrap", Managed: "pulumi" },
    },
    // A newer image is for the next instance: this one would be replaced by it.
    { ignoreChanges: ["ami"] },
);

const setUp = new InstanceConnectCommand("set-up", {
    instanceId: server.id,
    // The upgrade of the packages is a part of the first boot, and holds their lock.
    waitForCloudInit: "15m",
    files: [{ remotePath: "/etc/bootstrap/accounts", content: `${accountNames.join("\n")}\n`, owner: "root" }],
    runAs: "root",
    interpreter: ["bash", "-euo", "pipefail"],
    create: `
        mapfile -t accounts </etc/bootstrap/accounts
        for account in "\${accounts[@]}"; do
            id "$account" &>/dev/null || useradd --system --shell /usr/sbin/nologin "$account"
        done
        getent passwd "\${accounts[@]}" | cut -d : -f 1,7
    `,
    connection: {
        ...config.getObject<ConnectionArgs>("connection"),
        // The instance prints its host keys on its console at first boot: no other machine can pass for it.
        hostKeyPolicy: "console",
    },
});

export const instanceId = server.id;
export const accounts = setUp.stdout;
