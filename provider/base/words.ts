/**
 * What rooms name in errors, and each door calls by a name of its own: an argument of a program, an option of a command. So an
 * error reads as an advice that its reader can follow, wherever it is printed.
 */
export interface Words {
    readonly instanceId: string;
    readonly osUser: string;
    readonly route: string;
    readonly endpointId: string;
    readonly proxy: string;
    readonly via: string;
    readonly address: string;
    readonly port: string;
    readonly region: string;
    readonly profile: string;
    readonly connectTimeout: string;
    readonly hostKeys: string;
    readonly hostKeyPolicy: string;
    /** That a host key has nothing to be compared with: a sentence without its full stop. */
    readonly noKeyKnown: string;
    /** What happens to a host key that is met for the first time. */
    readonly keptForLater: string;
    readonly privateKey: string;
    readonly passphrase: string;
    /** Where settings of the whole deployment are kept. */
    readonly configuration: string;
    /** The same work once more, after "run". */
    readonly again: string;
    /** Who does it the next time, after "the next". */
    readonly next: string;
    readonly nextDelete: string;
    /** Where a region, credentials or both are looked for. */
    readonly regionSources: string;
    readonly credentialSources: string;
    readonly placeSources: string;
    readonly endpoints: string;
    readonly tokenFiles: string;
    /** Whole sentences. An empty one is left out. */
    readonly setRegion: string;
    readonly setOsUser: string;
    readonly checkAccount: string;
    readonly giveConnectingTime: string;
    readonly runLessAtOnce: string;
    readonly dependOnStart: string;
    readonly skipDelete: string;
    /** What brings a version of this package, or the latest one. */
    readonly installVersion: (version: string) => string;
    readonly acceptHostKey: (fingerprint: string) => string;
    /** How the instance is given up without another word to it. */
    readonly forget: (urn?: string) => string;
    /** Additions to a sentence, from the comma or blank on; empty where there is nothing to add. */
    readonly orStartBefore: string;
    readonly orMakeBefore: string;
    readonly idOfReplaced: string;
    readonly configurationShape: string;
    /** A value of that configuration which is about AWS, such as `region`. */
    readonly awsSetting: (name: string) => string;
    /** How a recorded output is looked at. */
    readonly whereStateIs: (recorded: RecordedOutput) => string;
    readonly timeLimits: string;
    /** What of these is called otherwise if it is a jump host's. */
    readonly ofJumpHost: Partial<Words>;
    /** What the limit of a whole operation is called. */
    readonly timeLimitOf: (operation: "create" | "update" | "delete" | "read") => string;
}

/** One output of a resource in state. */
export interface RecordedOutput {
    readonly urn: string | undefined;
    readonly name: string;
    readonly isSecret: boolean;
}

/** A text that is complete with the words of any door. */
export type Wording = string | ((words: Words) => string);

/** For a reader of whom no door is known. */
export const PLAIN_WORDS: Words = Object.freeze<Words>({
    instanceId: "the instance ID",
    osUser: "the OS user",
    route: "the route",
    endpointId: "the endpoint ID",
    proxy: "the proxy",
    via: "the jump host",
    address: "the address",
    port: "the port",
    region: "the region",
    profile: "the profile",
    connectTimeout: "the time limit for connecting",
    hostKeys: "the list of host keys",
    noKeyKnown: "No key was known to compare it with",
    keptForLater: "recorded",
    hostKeyPolicy: "the host key policy",
    privateKey: "the private key",
    passphrase: "the passphrase",
    configuration: "the configuration",
    again: "again",
    next: "operation",
    nextDelete: "delete",
    regionSources: "the one given, else AWS_REGION",
    credentialSources: "a profile, or what the AWS SDK reads (AWS_PROFILE, AWS_ACCESS_KEY_ID, …)",
    placeSources: "those that the instance was first reached with",
    endpoints: "the AWS_ENDPOINT_URL variables",
    tokenFiles: "AWS_WEB_IDENTITY_TOKEN_FILE, or the profile's web_identity_token_file",
    setRegion: "Set AWS_REGION, for instance to eu-west-1, or a region in the profile.",
    setOsUser: "Name the image's login user as the OS user, for instance ec2-user.",
    checkAccount: "Check the account: aws sts get-caller-identity shows whose credentials the environment has.",
    giveConnectingTime: "Raise the time limit for connecting.",
    runLessAtOnce: "Run again with fewer operations at once.",
    dependOnStart: "",
    skipDelete: "Delete without the delete script.",
    installVersion: (version) => `npm install pulumi-ec2-instance-connect@${version}`,
    acceptHostKey: (fingerprint) => `accept the new key ${fingerprint}`,
    forget: () => "drop it from state without running the script",
    orStartBefore: "",
    orMakeBefore: "",
    idOfReplaced: "",
    configurationShape: "",
    awsSetting: (name) => name,
    whereStateIs: () => "",
    timeLimits: "",
    ofJumpHost: {
        instanceId: "the jump host's instance ID",
        osUser: "the jump host's OS user",
        route: "the jump host's route",
        address: "the jump host's address",
        port: "the jump host's port",
        hostKeys: "the jump host's list of host keys",
        hostKeyPolicy: "the jump host's host key policy",
        setOsUser: "Name the login user of the jump host's image as its OS user, for instance ec2-user.",
    },
    timeLimitOf: () => "the time limit of the whole operation",
});

/** The same words where they are about a jump host. */
export function wordsOfJumpHost(words: Words): Words {
    return { ...words, ...words.ofJumpHost };
}

/** The text in these words. */
export function worded(text: Wording, words: Words): string {
    return typeof text === "string" ? text : text(words);
}
