import type { ArgumentFailure } from "../operation";

const TYPE = "ec2-instance-connect:index:InstanceConnectCommand";

/** What to say if the resource of a URN is of a type that this provider does not have. */
export function refuseOtherTypes(urn: string): ArgumentFailure | undefined {
    const [, , types = ""] = urn.split("::");
    const type = types.slice(types.lastIndexOf("$") + 1);
    return type === TYPE
        ? undefined
        : { property: "", reason: `there is no resource ${JSON.stringify(type)}; this provider has one, ${TYPE}.` };
}
