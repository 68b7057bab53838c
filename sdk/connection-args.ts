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
     * How the instance's host key is checked before anything is sent. `pinned`: it must be one of `hostKeys`.
     * `trust-on-first-use`: the first key met is recorded, and any other refused from then on. `off`: any key will do.
     * `auto`: `hostKeys` if there are any, else what is recorded, else first use with a warning.
     * @default `auto`
     */
    hostKeyPolicy?: pulumi.Input<"auto" | "pinned" | "trust-on-first-use" | "off"> | undefined;

    /**
     * Host keys that the instance may have: OpenSSH public key lines or `SHA256:` fingerprints. The output `hostKeys`
     * of another resource on the same instance will do.
     */
    hostKeys?: pulumi.Input<pulumi.Input<string>[]> | undefined;

    /**
     * Longest time from the first call to AWS until the SSH session is open: an instance that is still starting is
     * waited for. Time spent waiting for a slot of this provider does not count.
     * @default `5m`
     */
    connectTimeout?: pulumi.Input<string> | undefined;
}
