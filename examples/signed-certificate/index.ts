import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const connection = config.getObject<ConnectionArgs>("connection") ?? {};
const [webId, authorityId] = [config.require("webId"), config.require("authorityId")];

const request = new InstanceConnectCommand("request", {
    instanceId: webId,
    create: `
        umask 077
        mkdir -p /etc/web
        openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=web.internal \\
            -keyout /etc/web/key.pem -out /etc/web/request.pem
    `,
    creates: "/etc/web/key.pem",
    runAs: "root",
    fetch: { request: { path: "/etc/web/request.pem", secret: false } },
    connection,
});

const signed = new InstanceConnectCommand("signed", {
    instanceId: authorityId,
    create: "openssl x509 -req -CA /etc/ca/ca.pem -CAkey /etc/ca/ca.key -CAcreateserial -days 30",
    stdin: request.fetched.apply((files) => files.request ?? ""),
    runAs: "root",
    logging: "none",
    connection,
});

const installed = new InstanceConnectCommand("installed", {
    instanceId: webId,
    files: [{ remotePath: "/etc/web/certificate.pem", content: signed.stdout, mode: "0644" }],
    create: "systemctl reload web",
    read: "openssl x509 -noout -subject -in /etc/web/certificate.pem",
    runAs: "root",
    connection,
});

export const subject = installed.readStdout;
