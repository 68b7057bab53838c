import type { Words } from "../base/words";
import { PULUMI_WORDS } from "../process/pulumi-words";

/** The namespace of this provider's configuration in a stack. */
export const NAMESPACE = "ec2-instance-connect";

/**
 * What a program of any language calls what errors name, as the engine prints them. A stack's `aws:` configuration is not seen
 * by a plugin, so no advice may name it.
 */
export const PLUGIN_WORDS: Words = Object.freeze({
    ...PULUMI_WORDS,
    configuration: "the provider's configuration",
    regionSources: `connection.region, else ${NAMESPACE}:region of the stack or the region of an explicit provider, else AWS_REGION`,
    credentialSources:
        "connection.profile, the provider's configuration, or what the AWS SDK reads (AWS_PROFILE, AWS_ACCESS_KEY_ID, …)",
    placeSources: "connection.region and connection.profile, or the provider's configuration",
    endpoints: `the AWS_ENDPOINT_URL variables and ${NAMESPACE}:endpoints`,
    tokenFiles: `AWS_WEB_IDENTITY_TOKEN_FILE, the profile's web_identity_token_file, or webIdentityTokenFile of ${NAMESPACE}:assumeRoleWithWebIdentity`,
    setRegion: `Run: pulumi config set ${NAMESPACE}:region eu-west-1 (with your region); or set connection.region, or AWS_REGION.`,
    checkAccount:
        "Check the account of the credentials: connection.profile, else the provider's configuration, else what the AWS SDK finds. aws sts get-caller-identity shows the account of the latter; add --profile for a profile.",
    installVersion: (version: string) =>
        `pulumi plugin install resource ec2-instance-connect${version === "latest" ? "" : ` ${version}`}`,
    configurationShape: "",
    awsSetting: (name: string) => `${NAMESPACE}:${name}`,
});
