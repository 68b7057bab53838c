import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const tags = { Name: "private-endpoint", Managed: "pulumi" };

// Nothing leads into this network or out of it: it has no internet gateway, and needs none.
const network = new aws.ec2.Vpc("network", { cidrBlock: "10.0.0.0/16", tags });
const subnet = new aws.ec2.Subnet("private", { vpcId: network.id, cidrBlock: "10.0.1.0/24", tags });

const endpointGroup = new aws.ec2.SecurityGroup("endpoint", {
    vpcId: network.id,
    description: "The EC2 Instance Connect Endpoint",
    tags,
});
const serverGroup = new aws.ec2.SecurityGroup("server", {
    vpcId: network.id,
    description: "Instances that the endpoint connects to",
    tags,
});

// Rules of their own, because the two groups name each other.
const ssh = { ipProtocol: "tcp", fromPort: 22, toPort: 22 };
const outOfEndpoint = new aws.vpc.SecurityGroupEgressRule("endpoint-to-server", {
    ...ssh,
    securityGroupId: endpointGroup.id,
    referencedSecurityGroupId: serverGroup.id,
});
const intoServer = new aws.vpc.SecurityGroupIngressRule("server-from-endpoint", {
    ...ssh,
    securityGroupId: serverGroup.id,
    referencedSecurityGroupId: endpointGroup.id,
});

const endpoint = new aws.ec2transitgateway.InstanceConnectEndpoint("endpoint", {
    subnetId: subnet.id,
    securityGroupIds: [endpointGroup.id],
    // With the default of @pulumi/aws, true, connections would come from the client's address, which no rule allows.
    preserveClientIp: false,
    tags,
});

const image = aws.ec2.getAmiOutput({
    owners: ["amazon"],
    filters: [{ name: "name", values: ["al2023-ami-2023.*-x86_64"] }],
    mostRecent: true,
});
const server = new aws.ec2.Instance(
    "server",
    {
        ami: image.id,
        instanceType: "t3.micro",
        subnetId: subnet.id,
        associatePublicIpAddress: false,
        vpcSecurityGroupIds: [serverGroup.id],
        metadataOptions: { httpTokens: "required" },
        tags,
    },
    // A newer image is for the next instance: this one would be replaced by it.
    { ignoreChanges: ["ami"] },
);

const greeting = new InstanceConnectCommand(
    "greeting",
    {
        instanceId: server.id,
        create: 'echo "Hello from $(id -un), without a public address"',
        delete: "echo 'Still within reach'",
        connection: {
            ...config.getObject<ConnectionArgs>("connection"),
            route: "endpoint",
            endpointId: endpoint.id,
            hostKeyPolicy: "console",
        },
    },
    // No argument names the rules: without this they might come after the command, and go before it.
    { dependsOn: [outOfEndpoint, intoServer] },
);

export const stdout = greeting.stdout;
export const route = greeting.run.apply((run) => run?.route);
