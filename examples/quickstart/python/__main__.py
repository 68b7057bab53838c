import pulumi
import pulumi_ec2_instance_connect as instance_connect

config = pulumi.Config()

greeting = instance_connect.InstanceConnectCommand(
    "greeting",
    instance_id=config.require("instanceId"),
    create='echo "Hello from $(uname -sm), as $(id -un)"',
)

pulumi.export("stdout", greeting.stdout)
pulumi.export("exitCode", greeting.exit_code)
