package quickstart;

import com.pulumi.Pulumi;
import com.pulumi.ec2instanceconnect.InstanceConnectCommand;
import com.pulumi.ec2instanceconnect.InstanceConnectCommandArgs;

public final class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            var greeting = new InstanceConnectCommand("greeting", InstanceConnectCommandArgs.builder()
                .instanceId(context.config().require("instanceId"))
                .create("echo \"Hello from $(uname -sm), as $(id -un)\"")
                .build());

            context.export("stdout", greeting.stdout());
            context.export("exitCode", greeting.exitCode());
        });
    }
}
