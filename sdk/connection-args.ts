// Generated from the table in provider/inputs/ by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";

/** How to reach an instance: what `InstanceConnectCommand` cannot find out by itself or should do differently. */
export interface ConnectionArgs {
    /**
     * User to sign in as on the instance, such as `ec2-user`, `ubuntu` or `admin`. If it cannot be determined from the
     * image, the error explains how to set it.
     * @default the user recorded in state, otherwise the one that AWS documents for the image
     */
    osUser?: pulumi.Input<string> | undefined;

    /**
     * How to reach the instance: by its `public`, `private` or `ipv6` address, or through an EC2 Instance Connect
     * `endpoint` of its VPC. `auto` tries the addresses that the instance has, and then an endpoint. It does not
     * connect to a private address while no host key of the instance is known, if there is another route.
     * @default `auto`
     */
    route?: pulumi.Input<"auto" | "public" | "private" | "ipv6" | "endpoint"> | undefined;

    /**
     * ID of the EC2 Instance Connect Endpoint to connect through, such as `eice-0123456789abcdef0`. With it, the route
     * `auto` takes the endpoint. An endpoint connects to ports 22 and 3389 only.
     * @default found in the instance's VPC
     */
    endpointId?: pulumi.Input<string> | undefined;

    /**
     * Jump host to connect through: an EC2 instance that is reached by Instance Connect itself, with a fresh key of its
     * own. The instance is then connected to from there, by the route `auto`, `private` or `ipv6`. All resources with
     * the same jump host share one connection to it.
     * @default none
     */
    via?: pulumi.Input<ViaArgs> | undefined;

    /**
     * Proxy through which sshd, or the jump host's, is connected to: `socks5://host:port` or `http://host:port`, with
     * `user:password@` before the host if the proxy requires them. With it, the route `auto` takes no endpoint. Always
     * a secret, since it may hold a password. Calls to AWS and the tunnel to an endpoint go through `HTTPS_PROXY`
     * instead.
     * @default none
     */
    proxy?: pulumi.Input<string> | undefined;

    /**
     * Host name or IP address to connect to, without a port. Set it if the instance is behind an address that AWS does
     * not know.
     * @default the instance's own address
     */
    address?: pulumi.Input<string> | undefined;

    /**
     * Port on which the instance's sshd listens.
     * @default `22`
     */
    port?: pulumi.Input<number> | undefined;

    /**
     * AWS region of the instance.
     * @default `aws:region` in the stack configuration, otherwise the one that the AWS SDK finds
     */
    region?: pulumi.Input<string> | undefined;

    /**
     * Profile in the AWS configuration files whose credentials are used.
     * @default `aws:profile` in the stack configuration, otherwise the one that the AWS SDK finds
     */
    profile?: pulumi.Input<string> | undefined;

    /**
     * IAM role to assume for calls to AWS, starting from the credentials that would be used without it. It takes the
     * place of the roles in the stack configuration.
     * @default `aws:assumeRole` or `aws:assumeRoles` in the stack configuration
     */
    assumeRole?: pulumi.Input<AssumeRoleArgs> | undefined;

    /**
     * How the instance's host key is checked before anything is sent. `pinned`: it must be one of `hostKeys`.
     * `console`: it must be one of `hostKeys` or the recorded key if there are any, otherwise one that cloud-init
     * printed on the instance's console, which is waited for until `connectTimeout`; no other key is ever accepted.
     * `trust-on-first-use`: the first key seen is recorded, and any other key is refused from then on. `off`: any key
     * is accepted. `auto`: it must be one of `hostKeys` if there are any, otherwise the recorded key, otherwise one on
     * the console; if there is none, the first key seen is trusted and recorded, with a warning that tells why.
     * @default `auto`
     */
    hostKeyPolicy?: pulumi.Input<"auto" | "console" | "pinned" | "trust-on-first-use" | "off"> | undefined;

    /**
     * Host keys that the instance may have: OpenSSH public key lines or `SHA256:` fingerprints. The output `hostKeys`
     * of another resource on the same instance can be used here.
     * @default `[]`
     */
    hostKeys?: pulumi.Input<pulumi.Input<string>[]> | undefined;

    /**
     * Type of the key that is generated for each connection. Use `rsa-4096` if sshd does not accept ED25519 keys, for
     * example in FIPS mode; generating one takes seconds of CPU time.
     * @default `ed25519`
     */
    keyType?: pulumi.Input<"ed25519" | "rsa-4096"> | undefined;

    /**
     * Your own private key, used instead of a generated one: the text of a key file in OpenSSH or PEM format, RSA with
     * 2048 to 4096 bits or ED25519. Its public half is pushed to the instance. Always a secret.
     */
    privateKey?: pulumi.Input<string> | undefined;

    /** Passphrase of `privateKey`. Always a secret. */
    passphrase?: pulumi.Input<string> | undefined;

    /**
     * Longest time from the first call to AWS until the SSH session is open. Waiting for an instance that is still
     * starting counts; waiting for a free connection slot of this provider does not.
     * @default `5m`
     */
    connectTimeout?: pulumi.Input<string> | undefined;
}

/** A jump host: an instance through which others are reached. */
export interface ViaArgs {
    /** ID of the jump host, an EC2 instance in the same region, reached with the same credentials. */
    instanceId: pulumi.Input<string>;

    /**
     * User to sign in as on the jump host.
     * @default the user that AWS documents for the image
     */
    osUser?: pulumi.Input<string> | undefined;

    /**
     * How to reach the jump host; see `route` of `connection`.
     * @default `auto`
     */
    route?: pulumi.Input<"auto" | "public" | "private" | "ipv6" | "endpoint"> | undefined;

    /**
     * Host name or IP address of the jump host, without a port.
     * @default the jump host's own address
     */
    address?: pulumi.Input<string> | undefined;

    /**
     * Port on which the jump host's sshd listens.
     * @default `22`
     */
    port?: pulumi.Input<number> | undefined;

    /**
     * How the jump host's host key is checked; see `hostKeyPolicy` of `connection`.
     * @default `auto`
     */
    hostKeyPolicy?: pulumi.Input<"auto" | "console" | "pinned" | "trust-on-first-use" | "off"> | undefined;

    /**
     * Host keys that the jump host may have: OpenSSH public key lines or `SHA256:` fingerprints.
     * @default `[]`
     */
    hostKeys?: pulumi.Input<pulumi.Input<string>[]> | undefined;
}

/** An IAM role to assume. */
export interface AssumeRoleArgs {
    /** ARN of the role, such as `arn:aws:iam::111122223333:role/deploy`. */
    roleArn: pulumi.Input<string>;

    /** External ID that the role's trust policy requires. */
    externalId?: pulumi.Input<string> | undefined;

    /**
     * Name of the session, as shown in CloudTrail.
     * @default `pulumi-ec2-instance-connect`
     */
    sessionName?: pulumi.Input<string> | undefined;
}
