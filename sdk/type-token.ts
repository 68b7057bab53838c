/** With these, Pulumi names the resource's type; state contains the result, so they never change. */
export const MODULE = "instanceConnectCommand";
export const TYPE = "InstanceConnectCommand";

/**
 * The resource's type, as policies and URNs show it. Pulumi leaves out a module that repeats the type's name, so a row shows
 * `pulumi-nodejs:dynamic:InstanceConnectCommand` and has space for what the script prints.
 */
export const TYPE_TOKEN = `pulumi-nodejs:dynamic/${MODULE}:${TYPE}`;

/** The type in states that were written before `TYPE_TOKEN` was chosen. */
export const FORMER_TYPE_TOKEN = `pulumi-nodejs:dynamic/ec2-instance-connect:${TYPE}`;
