import pulumi
import pulumi_aws as aws
import pulumi_ec2_instance_connect as instance_connect

config = pulumi.Config()
account_names = config.get_object("accounts") or ["deploy", "metrics"]

image = aws.ec2.get_ami_output(
    owners=["amazon"],
    filters=[{"name": "name", "values": ["al2023-ami-2023.*-x86_64"]}],
    most_recent=True,
)

firewall = aws.ec2.SecurityGroup(
    "bootstrap",
    description="SSH from where Pulumi runs",
    ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": [config.require("sshFrom")]}],
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
)

server = aws.ec2.Instance(
    "bootstrap",
    ami=image.id,
    instance_type="t3.micro",
    associate_public_ip_address=True,
    vpc_security_group_ids=[firewall.id],
    metadata_options={"http_tokens": "required"},
    user_data="#cloud-config\npackage_upgrade: true\n",
    tags={"Name": "bootstrap", "Managed": "pulumi"},
    # A newer image is for the next instance: this one would be replaced by it.
    opts=pulumi.ResourceOptions(ignore_changes=["ami"]),
)

set_up = instance_connect.InstanceConnectCommand(
    "set-up",
    instance_id=server.id,
    # The upgrade of the packages is a part of the first boot, and holds their lock.
    wait_for_cloud_init="15m",
    files=[{"remote_path": "/etc/bootstrap/accounts", "content": "\n".join(account_names) + "\n", "owner": "root"}],
    run_as="root",
    interpreter=["bash", "-euo", "pipefail"],
    create="""
        mapfile -t accounts </etc/bootstrap/accounts
        for account in "${accounts[@]}"; do
            id "$account" &>/dev/null || useradd --system --shell /usr/sbin/nologin "$account"
        done
        getent passwd "${accounts[@]}" | cut -d : -f 1,7
    """,
    # The instance prints its host keys on its console at first boot: no other machine can pass for it.
    connection={"host_key_policy": "console"},
)

pulumi.export("instanceId", server.id)
pulumi.export("accounts", set_up.stdout)
