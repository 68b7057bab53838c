import { PLAIN_WORDS, type Words } from "../provider/base/words";

/** What the command calls what errors name. */
export const CLI_WORDS: Words = Object.freeze<Words>({
    ...PLAIN_WORDS,
    osUser: "--user",
    route: "--route",
    endpointId: "--endpoint-id",
    port: "--port",
    region: "--region",
    profile: "--profile",
    connectTimeout: "--connect-timeout",
    hostKeyPolicy: "--host-key-policy",
    hostKeys: "the recorded host keys",
    keptForLater: "recorded in the file of known hosts",
    configuration: "the AWS configuration files",
    next: "command",
    regionSources: "--region, else AWS_REGION, else the region of the profile",
    credentialSources: "--profile, or what the AWS SDK reads (AWS_PROFILE, AWS_ACCESS_KEY_ID, …)",
    placeSources: "--region and --profile",
    setRegion: "Set --region, for instance to eu-west-1, or AWS_REGION.",
    setOsUser: "Name the image's login user: ec2-user@i-…, or --user ec2-user.",
    checkAccount:
        "Check the account of the credentials (--profile, else what the AWS SDK finds): aws sts get-caller-identity shows it.",
    giveConnectingTime: "Raise --connect-timeout.",
    acceptHostKey: () => "run ec2-instance-connect known-hosts forget with the instance ID, and sign in again",
});
