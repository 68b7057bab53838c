// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";

/** How to reach an instance: everything that `InstanceConnectCommand` can't find out by itself, or should do in another way. */
export interface ConnectionArgs {
    /**
     * User of the instance to sign in as, such as `ec2-user`, `ubuntu` or `admin`. When it can't be told from the
     * image, the error says how to name it.
     * @default the one in state, else the one that AWS documents for the image
     */
    osUser?: pulumi.Input<string> | undefined;

    /**
     * Which address of the instance to connect to: `public`, `private`, `ipv6`, or `auto` to have it chosen.
     * @default `auto`
     */
    route?: pulumi.Input<"auto" | "public" | "private" | "ipv6"> | undefined;

    /**
     * Host name or IP address to connect to, without a port: for an instance behind something that AWS does not know.
     * @default from the instance
     */
    address?: pulumi.Input<string> | undefined;

    /**
     * Port on which the instance's sshd listens.
     * @default `22`
     */
    port?: pulumi.Input<number> | undefined;

    /**
     * AWS region of the instance.
     * @default `aws:region` of the stack's configuration, else what the AWS SDK finds
     */
    region?: pulumi.Input<string> | undefined;

    /**
     * Profile of the AWS configuration files whose credentials are used.
     * @default `aws:profile` of the stack's configuration, else what the AWS SDK finds
     */
    profile?: pulumi.Input<string> | undefined;

    /**
     * IAM role to assume for the calls to AWS, starting from the credentials that are used without it. In place of the
     * roles of the stack's configuration.
     * @default `aws:assumeRole` of the stack's configuration, or its `aws:assumeRoles`
     */
    assumeRole?: pulumi.Input<AssumeRoleArgs> | undefined;

    /**
     * How the instance's host key is checked before anything is sent. `pinned`: it must be one of `hostKeys`.
     * `trust-on-first-use`: the first key met is recorded, and any other refused from then on. `off`: any key will do.
     * `auto`: `hostKeys` if there are any, else what is recorded, else first use with a warning.
     * @default `auto`
     */
    hostKeyPolicy?: pulumi.Input<"auto" | "pinned" | "trust-on-first-use" | "off"> | undefined;

    /**
     * Host keys that the instance may have: OpenSSH public key lines or `SHA256:` fingerprints. The output `hostKeys`
     * of another resource on the same instance will do.
     * @default `[]`
     */
    hostKeys?: pulumi.Input<pulumi.Input<string>[]> | undefined;

    /**
     * Type of the fresh key that is made for each connection. `rsa-4096` is for an sshd that takes no ED25519, as in
     * FIPS mode; making one takes seconds of processor time.
     * @default `ed25519`
     */
    keyType?: pulumi.Input<"ed25519" | "rsa-4096"> | undefined;

    /**
     * Your own private key in place of a fresh one: the text of a key file, RSA of 2048 to 4096 bits or ED25519, in
     * OpenSSH's format or as PEM. Its public half is pushed. Always a secret.
     */
    privateKey?: pulumi.Input<string> | undefined;

    /** Passphrase of `privateKey`. Always a secret. */
    passphrase?: pulumi.Input<string> | undefined;

    /**
     * Longest time from the first call to AWS until the SSH session is open: an instance that is still starting is
     * waited for. Time spent waiting for a slot of this provider does not count.
     * @default `5m`
     */
    connectTimeout?: pulumi.Input<string> | undefined;
}

/** An IAM role to assume. */
export interface AssumeRoleArgs {
    /** ARN of the role, such as `arn:aws:iam::111122223333:role/deploy`. */
    roleArn: pulumi.Input<string>;

    /** External id that the role's trust policy asks for. */
    externalId?: pulumi.Input<string> | undefined;

    /**
     * Name of the session, which CloudTrail shows.
     * @default `pulumi-ec2-instance-connect`
     */
    sessionName?: pulumi.Input<string> | undefined;
}
