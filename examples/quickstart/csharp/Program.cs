using System.Collections.Generic;
using Pulumi;
using Pulumi.Ec2InstanceConnect;

return await Deployment.RunAsync(() =>
{
    var config = new Pulumi.Config();

    var greeting = new InstanceConnectCommand("greeting", new InstanceConnectCommandArgs
    {
        InstanceId = config.Require("instanceId"),
        Create = "echo \"Hello from $(uname -sm), as $(id -un)\"",
    });

    return new Dictionary<string, object?>
    {
        ["stdout"] = greeting.Stdout,
        ["exitCode"] = greeting.ExitCode,
    };
});
