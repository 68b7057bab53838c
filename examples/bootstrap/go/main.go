package main

import (
	// The import path that `pulumi package add` prints.
	"example.com/pulumi-ec2-instance-connect/sdk/go/ec2instanceconnect"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

const setUpScript = `
mapfile -t accounts </etc/bootstrap/accounts
for account in "${accounts[@]}"; do
    id "$account" &>/dev/null || useradd --system --shell /usr/sbin/nologin "$account"
done
getent passwd "${accounts[@]}" | cut -d : -f 1,7
`

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		image, err := ec2.LookupAmi(ctx, &ec2.LookupAmiArgs{
			Owners:     []string{"amazon"},
			Filters:    []ec2.GetAmiFilter{{Name: "name", Values: []string{"al2023-ami-2023.*-x86_64"}}},
			MostRecent: pulumi.BoolRef(true),
		})
		if err != nil {
			return err
		}
		firewall, err := ec2.NewSecurityGroup(ctx, "bootstrap", &ec2.SecurityGroupArgs{
			Description: pulumi.String("SSH from where Pulumi runs"),
			Ingress: ec2.SecurityGroupIngressArray{ec2.SecurityGroupIngressArgs{
				Protocol:   pulumi.String("tcp"),
				FromPort:   pulumi.Int(22),
				ToPort:     pulumi.Int(22),
				CidrBlocks: pulumi.StringArray{pulumi.String(config.Require(ctx, "sshFrom"))},
			}},
			Egress: ec2.SecurityGroupEgressArray{ec2.SecurityGroupEgressArgs{
				Protocol:   pulumi.String("-1"),
				FromPort:   pulumi.Int(0),
				ToPort:     pulumi.Int(0),
				CidrBlocks: pulumi.StringArray{pulumi.String("0.0.0.0/0")},
			}},
		})
		if err != nil {
			return err
		}
		server, err := ec2.NewInstance(ctx, "bootstrap", &ec2.InstanceArgs{
			Ami:                      pulumi.String(image.Id),
			InstanceType:             pulumi.String("t3.micro"),
			AssociatePublicIpAddress: pulumi.Bool(true),
			VpcSecurityGroupIds:      pulumi.StringArray{firewall.ID()},
			MetadataOptions:          ec2.InstanceMetadataOptionsArgs{HttpTokens: pulumi.String("required")},
			UserData:                 pulumi.String("#cloud-config\npackage_upgrade: true\n"),
			Tags:                     pulumi.StringMap{"Name": pulumi.String("bootstrap"), "Managed": pulumi.String("pulumi")},
			// A newer image is for the next instance: this one would be replaced by it.
		}, pulumi.IgnoreChanges([]string{"ami"}))
		if err != nil {
			return err
		}
		setUp, err := ec2instanceconnect.NewInstanceConnectCommand(ctx, "set-up", &ec2instanceconnect.InstanceConnectCommandArgs{
			InstanceId: server.ID(),
			// The upgrade of the packages is a part of the first boot, and holds their lock.
			WaitForCloudInit: pulumi.String("15m"),
			Files: ec2instanceconnect.FileArray{ec2instanceconnect.FileArgs{
				RemotePath: pulumi.String("/etc/bootstrap/accounts"),
				Content:    pulumi.String("deploy\nmetrics\n"),
				Owner:      pulumi.String("root"),
			}},
			RunAs:       pulumi.String("root"),
			Interpreter: pulumi.ToStringArray([]string{"bash", "-euo", "pipefail"}),
			Create:      pulumi.String(setUpScript),
			// The instance prints its host keys on its console at first boot: no other machine can pass for it.
			Connection: ec2instanceconnect.ConnectionArgs{HostKeyPolicy: pulumi.String("console")},
		})
		if err != nil {
			return err
		}
		ctx.Export("instanceId", server.ID())
		ctx.Export("accounts", setUp.Stdout)
		return nil
	})
}
