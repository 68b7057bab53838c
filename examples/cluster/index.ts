import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const connection = config.getObject<ConnectionArgs>("connection") ?? {};
const serverAddress = config.require("serverAddress");

const install = {
    create: "curl -sfL https://get.k3s.io | sh -",
    creates: "/usr/local/bin/k3s",
    runAs: "root",
    connection,
};

const server = new InstanceConnectCommand("server", {
    ...install,
    instanceId: config.require("serverId"),
    fetch: {
        kubeconfig: { path: "/etc/rancher/k3s/k3s.yaml" },
        token: { path: "/var/lib/rancher/k3s/server/node-token" },
    },
});

new InstanceConnectCommand("agent", {
    ...install,
    instanceId: config.require("agentId"),
    environment: {
        K3S_URL: `https://${serverAddress}:6443`,
        K3S_TOKEN: server.secrets.apply(({ fetched }) => (fetched.token ?? "").trim()),
    },
});

export const kubeconfig = server.secrets.apply(({ fetched }) => fetched.kubeconfig);
