/** Where AWS is and who asks: frozen plain data. What is undefined here is left to the AWS SDK's own chain. */
export interface AwsSettings {
    readonly region: string | undefined;
    readonly credentials: CredentialSource;
    /** Assumed one after the other, starting from `credentials`. */
    readonly assumeRoles: readonly AssumeRole[];
    readonly accounts: AccountRules;
    readonly endpoints: AwsEndpoints;
    readonly useFipsEndpoint: boolean | undefined;
    readonly useDualstackEndpoint: boolean | undefined;
    /** The region of STS, where it is not the instance's. */
    readonly stsRegion: string | undefined;
    readonly network: AwsNetwork;
    readonly sharedFiles: SharedFiles;
    /** The same for equal settings and for no others; tells no secret. */
    readonly key: string;
}

export type CredentialSource =
    | { readonly kind: "chain" }
    | { readonly kind: "profile"; readonly profile: string }
    | {
          readonly kind: "keys";
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
          readonly sessionToken: string | undefined;
      }
    | {
          readonly kind: "web-identity";
          readonly role: AssumeRole;
          readonly token: string | undefined;
          readonly tokenFile: string | undefined;
      };

/** Which accounts the stack's credentials may belong to; empty lists allow all and forbid none. */
export interface AccountRules {
    readonly allowed: readonly string[];
    readonly forbidden: readonly string[];
}

export interface AssumeRole {
    readonly roleArn: string;
    readonly externalId: string | undefined;
    readonly sessionName: string | undefined;
    readonly durationSeconds: number | undefined;
    /** A session policy, which narrows the role. */
    readonly policy: string | undefined;
    readonly policyArns: readonly string[];
    readonly sourceIdentity: string | undefined;
    readonly tags: Readonly<Record<string, string>>;
    readonly transitiveTagKeys: readonly string[];
}

/** Between this machine and AWS; what is undefined here is left to the environment. */
export interface AwsNetwork {
    readonly httpsProxy: string | undefined;
    readonly noProxy: string | undefined;
    /** A file of certificates that are trusted as well. */
    readonly caBundle: string | undefined;
}

/** The files that hold profiles; an empty list stands for the AWS SDK's own. */
export interface SharedFiles {
    readonly config: readonly string[];
    readonly credentials: readonly string[];
}

export interface AwsEndpoints {
    readonly ec2: string | undefined;
    readonly ec2InstanceConnect: string | undefined;
    readonly sts: string | undefined;
}
