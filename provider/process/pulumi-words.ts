import type { RecordedOutput, Words } from "../base/words";

/** What a program of Pulumi calls what errors name; `code` marks names and commands, in Markdown for instance. */
export function pulumiWords(code: (text: string) => string): Words {
    const connection = (name: string) => code(`connection.${name}`);
    const via = (name: string) => code(`connection.via.${name}`);
    const variable = (name: string) => code(`AWS_${name}`);
    return Object.freeze({
        instanceId: code("instanceId"),
        osUser: connection("osUser"),
        route: connection("route"),
        endpointId: connection("endpointId"),
        proxy: connection("proxy"),
        via: connection("via"),
        address: connection("address"),
        port: connection("port"),
        region: connection("region"),
        profile: connection("profile"),
        connectTimeout: connection("connectTimeout"),
        hostKeys: connection("hostKeys"),
        noKeyKnown: `Neither ${connection("hostKeys")} nor state had a key to compare it with`,
        keptForLater: "pinned in state",
        hostKeyPolicy: connection("hostKeyPolicy"),
        privateKey: connection("privateKey"),
        passphrase: connection("passphrase"),
        configuration: "the stack's configuration",
        again: `${code("pulumi up")} again`,
        next: code("pulumi up"),
        nextDelete: code("pulumi destroy"),
        regionSources: `${connection("region")}, else ${code("aws:region")} of the stack, else ${variable("REGION")}`,
        credentialSources: `${connection("profile")}, the stack's ${code("aws:")} configuration, or what the AWS SDK reads (${variable("PROFILE")}, ${variable("ACCESS_KEY_ID")}, …)`,
        placeSources: `${connection("region")} and ${connection("profile")}, or the stack's ${code("aws:")} configuration`,
        endpoints: `the ${variable("ENDPOINT_URL")} variables and ${code("aws:endpoints")}`,
        tokenFiles: `${variable("WEB_IDENTITY_TOKEN_FILE")}, the profile's ${code("web_identity_token_file")}, or ${code("webIdentityTokenFile")} of ${code("aws:assumeRoleWithWebIdentity")}`,
        setRegion: `Run: ${code("pulumi config set aws:region eu-west-1")} (with your region); or set ${connection("region")}, or ${variable("REGION")}.`,
        setOsUser: `Set ${connection("osUser")} to the image's login user, for instance ${code('connection: { osUser: "ec2-user" }')}.`,
        checkAccount: `Check the account of the credentials: ${connection("profile")}, else the stack's ${code("aws:")} configuration, else what the AWS SDK finds. ${code("aws sts get-caller-identity")} shows the account of the latter; add ${code("--profile")} for a profile.`,
        giveConnectingTime: `Raise ${connection("connectTimeout")}.`,
        runLessAtOnce: `Run again with fewer operations at once: ${code("pulumi up --parallel 10")}.`,
        dependOnStart: "Make this resource depend on the one that starts it (dependsOn).",
        skipDelete: `Skip the delete script: set the resource option ${code("retainOnDelete: true")}, run ${code("pulumi up")}, then delete.`,
        installVersion: (version: string) => code(`npm install pulumi-ec2-instance-connect@${version}`),
        acceptHostKey: (fingerprint: string) =>
            `accept the new key with ${code(`connection.hostKeys: [${JSON.stringify(fingerprint)}]`)}`,
        forget: (urn?: string) =>
            urn === undefined
                ? `${code("pulumi state delete")} with the URN of this resource`
                : `drop the resource from state without running the script: ${code(`pulumi state delete '${urn}'`)}`,
        orStartBefore: ", or make this resource depend on the one that starts it",
        orMakeBefore: ": a resource that does it goes in dependsOn",
        idOfReplaced: "; if the instance was replaced, take the ID from its resource, such as server.id",
        configurationShape: ", in the shape that @pulumi/aws takes",
        awsSetting: (name: string) => code(`aws:${name}`),
        timeLimits: " (customTimeouts)",
        ofJumpHost: {
            instanceId: via("instanceId"),
            osUser: via("osUser"),
            route: via("route"),
            address: via("address"),
            port: via("port"),
            hostKeys: via("hostKeys"),
            noKeyKnown: `Neither ${via("hostKeys")} nor state had a key to compare it with`,
            hostKeyPolicy: via("hostKeyPolicy"),
            setOsUser: `Set ${via("osUser")} to the login user of the jump host's image, for instance ${code('via: { instanceId: "i-…", osUser: "ec2-user" }')}.`,
            acceptHostKey: (fingerprint: string) =>
                `accept the new key with ${code(`connection.via.hostKeys: [${JSON.stringify(fingerprint)}]`)}`,
        },
        timeLimitOf: (operation: string) => code(`customTimeouts.${operation}`),
        whereStateIs: (recorded: RecordedOutput) => ` (${code(printQuery(recorded))})`,
    });
}

/** As the engine prints errors. */
export const PULUMI_WORDS: Words = pulumiWords((text) => text);

/** What shows an output that state records, as a command line with jq. */
function printQuery({ urn, name, isSecret }: RecordedOutput): string {
    const exported = isSecret ? "pulumi stack export --show-secrets" : "pulumi stack export";
    if (urn === undefined || /['"\\]/.test(urn)) {
        return exported;
    }
    const value = isSecret ? `.outputs.${name}.plaintext | fromjson` : `.outputs.${name}`;
    return `${exported} | jq -r '.deployment.resources[] | select(.urn=="${urn}") | ${value}'`;
}
