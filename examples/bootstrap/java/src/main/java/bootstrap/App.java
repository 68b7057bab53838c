package bootstrap;

import com.pulumi.Pulumi;
import com.pulumi.aws.ec2.Ec2Functions;
import com.pulumi.aws.ec2.Instance;
import com.pulumi.aws.ec2.InstanceArgs;
import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.ec2.SecurityGroupArgs;
import com.pulumi.aws.ec2.inputs.GetAmiArgs;
import com.pulumi.aws.ec2.inputs.GetAmiFilterArgs;
import com.pulumi.aws.ec2.inputs.InstanceMetadataOptionsArgs;
import com.pulumi.aws.ec2.inputs.SecurityGroupEgressArgs;
import com.pulumi.aws.ec2.inputs.SecurityGroupIngressArgs;
import com.pulumi.core.Either;
import com.pulumi.ec2instanceconnect.InstanceConnectCommand;
import com.pulumi.ec2instanceconnect.InstanceConnectCommandArgs;
import com.pulumi.ec2instanceconnect.inputs.ConnectionArgs;
import com.pulumi.ec2instanceconnect.inputs.FileArgs;
import com.pulumi.resources.CustomResourceOptions;
import java.util.Map;

public final class App {
    private static final String SET_UP = """
        mapfile -t accounts </etc/bootstrap/accounts
        for account in "${accounts[@]}"; do
            id "$account" &>/dev/null || useradd --system --shell /usr/sbin/nologin "$account"
        done
        getent passwd "${accounts[@]}" | cut -d : -f 1,7
        """;

    public static void main(String[] args) {
        Pulumi.run(context -> {
            var image = Ec2Functions.getAmi(GetAmiArgs.builder()
                .owners("amazon")
                .filters(GetAmiFilterArgs.builder().name("name").values("al2023-ami-2023.*-x86_64").build())
                .mostRecent(true)
                .build());

            var firewall = new SecurityGroup("bootstrap", SecurityGroupArgs.builder()
                .description("SSH from where Pulumi runs")
                .ingress(SecurityGroupIngressArgs.builder()
                    .protocol("tcp").fromPort(22).toPort(22)
                    .cidrBlocks(context.config().require("sshFrom"))
                    .build())
                .egress(SecurityGroupEgressArgs.builder()
                    .protocol("-1").fromPort(0).toPort(0).cidrBlocks("0.0.0.0/0")
                    .build())
                .build());

            var server = new Instance("bootstrap", InstanceArgs.builder()
                .ami(image.applyValue(found -> found.id()))
                .instanceType("t3.micro")
                .associatePublicIpAddress(true)
                .vpcSecurityGroupIds(firewall.id().applyValue(java.util.List::of))
                .metadataOptions(InstanceMetadataOptionsArgs.builder().httpTokens("required").build())
                .userData("#cloud-config\npackage_upgrade: true\n")
                .tags(Map.of("Name", "bootstrap", "Managed", "pulumi"))
                .build(),
                // A newer image is for the next instance: this one would be replaced by it.
                CustomResourceOptions.builder().ignoreChanges("ami").build());

            var setUp = new InstanceConnectCommand("set-up", InstanceConnectCommandArgs.builder()
                .instanceId(server.id())
                // The upgrade of the packages is a part of the first boot, and holds their lock.
                .waitForCloudInit(Either.ofRight("15m"))
                .files(FileArgs.builder()
                    .remotePath("/etc/bootstrap/accounts").content("deploy\nmetrics\n").owner("root")
                    .build())
                .runAs("root")
                .interpreter("bash", "-euo", "pipefail")
                .create(SET_UP)
                // The instance prints its host keys on its console at first boot: no other machine can pass for it.
                .connection(ConnectionArgs.builder().hostKeyPolicy("console").build())
                .build());

            context.export("instanceId", server.id());
            context.export("accounts", setUp.stdout());
        });
    }
}
