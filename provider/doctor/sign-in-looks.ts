import type { ImageFacts, InstanceFacts } from "../aws/aws";
import type { Finding } from "./finding";

/** Images of which AWS or the distribution says that they come without `ec2-instance-connect`. */
const WITHOUT_PACKAGE: readonly (readonly [name: string, pattern: RegExp, install: string])[] = [
    [
        "Amazon Linux 2023 minimal and ECS-optimized images",
        /al2023-ami-(minimal|ecs)|amzn.*-ami-minimal|-ecs-(hvm|optimized)/i,
        "sudo dnf install ec2-instance-connect",
    ],
    ["Debian images", /\bdebian/i, "sudo apt-get install ec2-instance-connect"],
    [
        "Red Hat Enterprise Linux images",
        /\brhel(?![a-z])|\bred[ -]?hat\b/i,
        "see the EC2 user guide for the package of your release",
    ],
    ["CentOS images", /\bcentos/i, "see the EC2 user guide for the package of your release"],
    ["Rocky Linux images", /\brocky(?![a-z])/i, "see the EC2 user guide for the package of your release"],
    ["SUSE images", /\bsuse\b|\bsles(?![a-z])|\bopensuse/i, "it is not offered for SUSE; use an image that has it"],
    ["Fedora images", /\bfedora/i, "it is not offered for Fedora; use an image that has it"],
];

/** What may keep sshd from taking the pushed key. */
export interface SignInFacts {
    readonly facts: Pick<InstanceFacts, "metadataEnabled">;
    readonly image: ImageFacts | undefined;
    readonly osUser: string;
    /** The login user that is documented for the image. */
    readonly documentedUser: string | undefined;
}

/** Looks at a key that was pushed and refused. */
export function lookAtSignIn({ facts, image, osUser, documentedUser }: SignInFacts): readonly Finding[] {
    const isOff = facts.metadataEnabled === false;
    const isOtherUser = documentedUser !== undefined && documentedUser !== osUser;
    const text = image === undefined ? "" : `${image.name} ${image.description}`;
    const bare = WITHOUT_PACKAGE.find(([, pattern]) => pattern.test(text));
    return [
        ...(isOff ? [METADATA_OFF] : []),
        ...(isOtherUser
            ? [
                  {
                      certainty: "suspicion",
                      about: "OS user",
                      sentence:
                          `the login user of the image ${image?.name ?? ""} is "${documentedUser}", and "${osUser}" was used`.replace(
                              "  ",
                              " ",
                          ),
                      remedy: ({ osUser: name }) =>
                          `Set ${name} to "${documentedUser}", unless you have made the user "${osUser}" yourself.`,
                  } satisfies Finding,
              ]
            : []),
        ...(bare === undefined
            ? []
            : [
                  {
                      certainty: "suspicion",
                      about: "Image",
                      sentence: `${bare[0]} come without ec2-instance-connect, and ${image?.name ?? "this one"} is such an image`,
                      remedy: `Install ec2-instance-connect on the instance, by user data or in the image: ${bare[2]}.`,
                  } satisfies Finding,
              ]),
        ...(isOff || isOtherUser || bare !== undefined ? [] : [CLOCK]),
    ];
}

const METADATA_OFF: Finding = {
    certainty: "cause",
    about: "Metadata",
    sentence: "the instance metadata service is off, so that the instance can't fetch the pushed key",
    remedy: "Turn it on: aws ec2 modify-instance-metadata-options --http-endpoint enabled --instance-id <id>",
};

/** Nothing that can be read from outside tells the instance's clock. */
const CLOCK: Finding = {
    certainty: "suspicion",
    about: "Clock",
    sentence:
        "if the instance's clock is more than 60 seconds ahead, every pushed key has expired there; this can't be seen from outside",
};
