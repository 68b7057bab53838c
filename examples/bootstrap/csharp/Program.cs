using System.Collections.Generic;
using Pulumi;
using Pulumi.Ec2InstanceConnect;
using Pulumi.Ec2InstanceConnect.Inputs;
using Ec2 = Pulumi.Aws.Ec2;

return await Deployment.RunAsync(() =>
{
    var config = new Pulumi.Config();

    var image = Ec2.GetAmi.Invoke(new Ec2.GetAmiInvokeArgs
    {
        Owners = { "amazon" },
        Filters = { new Ec2.Inputs.GetAmiFilterInputArgs { Name = "name", Values = { "al2023-ami-2023.*-x86_64" } } },
        MostRecent = true,
    });

    var firewall = new Ec2.SecurityGroup("bootstrap", new Ec2.SecurityGroupArgs
    {
        Description = "SSH from where Pulumi runs",
        Ingress = { new Ec2.Inputs.SecurityGroupIngressArgs { Protocol = "tcp", FromPort = 22, ToPort = 22, CidrBlocks = { config.Require("sshFrom") } } },
        Egress = { new Ec2.Inputs.SecurityGroupEgressArgs { Protocol = "-1", FromPort = 0, ToPort = 0, CidrBlocks = { "0.0.0.0/0" } } },
    });

    var server = new Ec2.Instance("bootstrap", new Ec2.InstanceArgs
    {
        Ami = image.Apply(found => found.Id),
        InstanceType = "t3.micro",
        AssociatePublicIpAddress = true,
        VpcSecurityGroupIds = { firewall.Id },
        MetadataOptions = new Ec2.Inputs.InstanceMetadataOptionsArgs { HttpTokens = "required" },
        UserData = "#cloud-config\npackage_upgrade: true\n",
        Tags = { ["Name"] = "bootstrap", ["Managed"] = "pulumi" },
    },
    // A newer image is for the next instance: this one would be replaced by it.
    new CustomResourceOptions { IgnoreChanges = { "ami" } });

    var setUp = new InstanceConnectCommand("set-up", new InstanceConnectCommandArgs
    {
        InstanceId = server.Id,
        // The upgrade of the packages is a part of the first boot, and holds their lock.
        WaitForCloudInit = "15m",
        Files = { new FileArgs { RemotePath = "/etc/bootstrap/accounts", Content = "deploy\nmetrics\n", Owner = "root" } },
        RunAs = "root",
        Interpreter = { "bash", "-euo", "pipefail" },
        Create = """
            mapfile -t accounts </etc/bootstrap/accounts
            for account in "${accounts[@]}"; do
                id "$account" &>/dev/null || useradd --system --shell /usr/sbin/nologin "$account"
            done
            getent passwd "${accounts[@]}" | cut -d : -f 1,7
            """,
        // The instance prints its host keys on its console at first boot: no other machine can pass for it.
        Connection = new ConnectionArgs { HostKeyPolicy = "console" },
    });

    return new Dictionary<string, object?>
    {
        ["instanceId"] = server.Id,
        ["accounts"] = setUp.Stdout,
    };
});
