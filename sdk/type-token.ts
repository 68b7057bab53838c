const TYPE = "InstanceConnectCommand";

/**
 * The resource's type, as policies and URNs show it, which state contains, so it never changes. Its package is the one of
 * Pulumi's dynamic providers. Pulumi leaves out a module that repeats the type's name, so a row shows
 * `pulumi-nodejs:dynamic:InstanceConnectCommand` and has space for what the script prints.
 */
export const TYPE_TOKEN = `pulumi-nodejs:dynamic/instanceConnectCommand:${TYPE}`;

/** The type in states that were written before `TYPE_TOKEN` was chosen. */
export const FORMER_TYPE_TOKEN = `pulumi-nodejs:dynamic/ec2-instance-connect:${TYPE}`;
