import type { AwsPort, ImageFacts, InstanceFacts } from "../aws/aws";
import type { Deadline } from "../base/deadline";
import { isProviderError, ProviderError, withFailure } from "../base/error";
import type { Wording } from "../base/words";
import { BITNAMI_RULE, describingText, OS_USER_RULES, type OsUserRule, wordsOf } from "./os-user-rules";

/**
 * Tells the login user of an image: by its publisher where that publishes one distribution, else by what its name and
 * description say. Undefined where they say nothing, or name distributions with different users.
 */
export function osUserOfImage(image: ImageFacts): string | undefined {
    const text = describingText(image);
    if (BITNAMI_RULE.ownerIds.includes(image.ownerId) || BITNAMI_RULE.text.test(text)) {
        return BITNAMI_RULE.osUser;
    }
    const byOwner = OS_USER_RULES.find((rule) => rule.ownerIds.includes(image.ownerId));
    return byOwner?.osUser ?? osUserOfText(wordsOf(image.name)) ?? osUserOfText(text);
}

/** The one user that all matching distributions share, or undefined. */
function osUserOfText(text: string): string | undefined {
    const users = new Set(OS_USER_RULES.filter((rule) => rule.text.test(text)).map((rule) => rule.osUser));
    return users.size === 1 ? [...users][0] : undefined;
}

/**
 * Finds the login user of an instance from its image, and from EC2's platform details where the image is gone.
 * @throws {ProviderError} it can't be told: the message lists the choices and names `connection.osUser`.
 */
export async function findOsUser(facts: InstanceFacts, aws: AwsPort, deadline: Deadline): Promise<string> {
    const image = facts.imageId === undefined ? undefined : await describeImage(facts.imageId, aws, deadline);
    const osUser = (image === undefined ? undefined : osUserOfImage(image)) ?? osUserOfText(facts.platformDetails);
    if (osUser === undefined) {
        throw unknownUserError(facts, image);
    }
    return osUser;
}

const SET_OS_USER: Wording = ({ setOsUser }) => setOsUser;

async function describeImage(imageId: string, aws: AwsPort, deadline: Deadline): Promise<ImageFacts | undefined> {
    try {
        return await aws.describeImage(imageId, deadline);
    } catch (error) {
        if (isProviderError(error) && error.failure.code === "AWS_ACCESS_DENIED") {
            throw withFailure(error, {
                remedies: [SET_OS_USER, ...((error.told ?? error.failure).remedies ?? [])].slice(0, 3),
            });
        }
        throw error;
    }
}

function unknownUserError(facts: InstanceFacts, image: ImageFacts | undefined): ProviderError {
    const imageName = image?.name || "(deregistered, or not shared with this account)";
    return new ProviderError({
        code: "AWS_OS_USER_UNKNOWN",
        summary: `Could not determine the login user of ${facts.instanceId} from its image.`,
        commandRan: "did-not-run",
        retryable: false,
        facts: [["Image", `${facts.imageId ?? "none"} ${imageName}`], ...usersByDistribution()],
        remedies: [SET_OS_USER],
    });
}

function usersByDistribution(): [string, string][] {
    const distributions = new Map<string, string[]>();
    for (const { osUser, distribution } of [...OS_USER_RULES, BITNAMI_RULE] satisfies OsUserRule[]) {
        distributions.set(osUser, [...(distributions.get(osUser) ?? []), distribution]);
    }
    return [...distributions].map(([osUser, names]) => [osUser, names.join(", ")]);
}
