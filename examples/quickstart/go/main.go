package main

import (
	// The import path that `pulumi package add` prints.
	"example.com/pulumi-ec2-instance-connect/sdk/go/ec2instanceconnect"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		greeting, err := ec2instanceconnect.NewInstanceConnectCommand(ctx, "greeting", &ec2instanceconnect.InstanceConnectCommandArgs{
			InstanceId: pulumi.String(config.Require(ctx, "instanceId")),
			Create:     pulumi.String(`echo "Hello from $(uname -sm), as $(id -un)"`),
		})
		if err != nil {
			return err
		}
		ctx.Export("stdout", greeting.Stdout)
		ctx.Export("exitCode", greeting.ExitCode)
		return nil
	})
}
