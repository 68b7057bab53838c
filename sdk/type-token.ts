/** With these, Pulumi names the resource's type; state holds the result, so they never change. */
export const MODULE = "ec2-instance-connect";
export const TYPE = "InstanceConnectCommand";

/** The resource's type, as policies and URNs show it. */
export const TYPE_TOKEN = `pulumi-nodejs:dynamic/${MODULE}:${TYPE}`;
