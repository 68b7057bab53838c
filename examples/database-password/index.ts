import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, InstanceConnectCommand } from "pulumi-ec2-instance-connect";

const config = new pulumi.Config();
const connection = config.getObject<ConnectionArgs>("connection") ?? {};

const database = new InstanceConnectCommand("database", {
    instanceId: config.require("instanceId"),
    create: `
        password=$(head -c 24 /dev/urandom | base64 | tr -d '+/=')
        printf "ALTER ROLE app PASSWORD '%s';" "$password" | runuser -u postgres -- psql -qv ON_ERROR_STOP=1
        echo "role=app" >>"$PULUMI_COMMAND_OUTPUT"
        echo "password=$password" >>"$PULUMI_COMMAND_OUTPUT"
    `,
    runAs: "root",
    secretValues: ["password"],
    triggers: [config.get("rotation") ?? "1"],
    connection,
});

export const role = database.values.role;
export const password = database.secrets.apply(({ values }) => values.password);
